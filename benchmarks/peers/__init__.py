"""Small applications that do one thing of qngeo as its peers would have it done."""
