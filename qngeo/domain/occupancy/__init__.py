"""How full land is (tỷ lệ lấp đầy), what it is allocated to, and when it is full."""
