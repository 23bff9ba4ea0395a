"""Files and stores: the only part of qngeo that opens them."""
