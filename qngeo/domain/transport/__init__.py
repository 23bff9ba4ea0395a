"""Roads, railways and ports: as they are drawn, and as they are driven."""
