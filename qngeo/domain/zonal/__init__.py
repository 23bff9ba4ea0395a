"""Rasters summed up over polygons (thống kê theo vùng), each cell by its share."""
