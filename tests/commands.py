"""What every request that cannot be met must look like."""


def assert_refused(answer: tuple[int, str, str], *, naming: str) -> None:
    """Exit code 2, nothing on stdout, one line that names the nearest value."""
    code, out, err = answer
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1, err
    assert "Traceback" not in err
    assert naming in err
