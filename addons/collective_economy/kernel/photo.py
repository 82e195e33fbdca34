"""Photos as they may be kept: the picture, and nothing of where and by whom."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_SIDE = 1920
MAX_PIXELS = 60_000_000


class NotAPhoto(ValueError):
    """What was given is no picture, or has more than MAX_PIXELS."""


def strip(raw: bytes) -> bytes:
    """Return a JPEG of the same picture, upright, no side longer than MAX_SIDE.

    The pixels are drawn anew, so that nothing else of the file is left: no place, no
    camera, no comment, no second picture behind the first.

    :raise NotAPhoto: the bytes are no picture, or too big a one
    """
    try:
        with Image.open(io.BytesIO(raw)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPhoto
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise NotAPhoto from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    result = io.BytesIO()
    bare.save(result, "JPEG", quality=85)
    return result.getvalue()
