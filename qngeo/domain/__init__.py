"""Pure functions of the field: frames in, frames out; no file is opened here."""
