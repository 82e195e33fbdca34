"""What people may upload: known kinds of files, whose first bytes say the same."""

PDF, JPEG, PNG, ZIP, OLE = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"PK\x03\x04",
    b"\xd0\xcf",
)
#: Extension: what such a file begins with.
SIGNATURES = {
    "pdf": PDF,
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": PNG,
    "docx": ZIP,
    "xlsx": ZIP,
    "ofd": ZIP,
    "doc": OLE,
    "xls": OLE,
    "wps": OLE,
    "et": OLE,
}


def check(name: str, content: bytes, limit: int) -> str | None:
    """Return what is wrong with a file: ``kind``, ``empty``, ``size``, ``content``.

    :param limit: bytes that it may have
    :return: None where nothing is wrong

    >>> check("合同.pdf", b"%PDF-1.7", 100)
    >>> check("合同.exe", b"MZ", 100)
    'kind'
    >>> check("合同.pdf", b"MZ", 100)
    'content'
    """
    signature = SIGNATURES.get(name.rpartition(".")[2].lower())
    if signature is None:
        return "kind"
    if not content:
        return "empty"
    if len(content) > limit:
        return "size"
    return None if content.startswith(signature) else "content"
