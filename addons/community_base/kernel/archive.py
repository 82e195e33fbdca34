"""Archive packages (归档包): papers in one zip that opens and verifies by itself.

What is inside
    The papers under the paths they were given, ``manifest.json`` with the size and the
    SHA-256 of each, and what a reader needs who has nothing else: ``说明.txt`` says
    what this is and how to check it, ``verify.html`` does it in a browser and
    ``verify.py`` with any Python 3. Nothing is fetched from anywhere.

What it proves
    The manifest carries a hash of itself, so damage shows anywhere. Whoever forges a
    paper can forge the manifest as well: against that the package's ``digest`` is kept
    outside, in a sealed record and on the printed minutes, and compared.

The same papers make the same bytes: members are sorted, their time is fixed and they
are stored uncompressed, which also leaves them readable in a damaged file.
"""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MANIFEST = "manifest.json"
README = "说明.txt"
FORMAT = "jiedao-archive"
VERSION = 1

#: What is wrong with a package; ``path`` names the member, or is empty.
PROBLEMS = {
    "not_a_zip": "the file cannot be opened as a package",
    "manifest_missing": "there is no manifest",
    "manifest_broken": "the manifest was changed or cannot be read",
    "digest": "the manifest is sound but not the one that was recorded",
    "missing": "a paper of the manifest is not there",
    "extra": "a paper that the manifest does not list",
    "twice": "two members of one name",
    "changed": "a paper whose content is not what it was",
    "path": "a path that may lead out of the folder it is unpacked to",
}

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_SEGMENT = 200  # bytes; file systems take 255, an archive's folder adds a prefix


class ArchiveError(ValueError):
    """Papers that cannot be packed. ``code`` is one of:

    ``path``     not relative, or names that some system cannot write
    ``clash``    two paths that are one file, or a file and a folder, somewhere
    ``reserved`` a name that the package uses itself
    ``content``  no bytes
    """

    def __init__(self, code, /, **params):
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


class Package(NamedTuple):
    """``content``: the zip. ``digest``: what to record outside of it."""

    content: bytes
    digest: str


class Problem(NamedTuple):
    """``code`` is one of ``PROBLEMS``."""

    code: str
    path: str


def build(
    files: Iterable[tuple[str, bytes]],
    title: str,
    about: Mapping[str, str] | None = None,
) -> Package:
    """Pack papers, given as path and content. Raises ``ArchiveError``.

    ``title`` and ``about`` (label to text, such as 归档日期) are for the reader; both
    are covered by the digest.

    >>> package = build([("决议/蚝街党〔2026〕3号.txt", "同意".encode())], "道路维修")
    >>> verify_package(package.content, package.digest)
    []
    """
    about = dict(about or {})
    papers = dict(_checked(files))
    readme = _readme(title, about, len(papers))
    members = {
        **papers,
        README: readme.encode("utf-8-sig"),
        "verify.py": _VERIFY_PY.encode(),
        "verify.html": _VERIFY_HTML.encode(),
    }
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "about": about,
        "members": [
            {"path": path, "size": len(content), "sha256": _sha256(content)}
            for path, content in sorted(members.items())
        ],
    }
    manifest["digest"] = _digest(manifest)
    members[MANIFEST] = _manifest_text(manifest).encode()
    return Package(_zip(members), manifest["digest"])


def verify_package(content: bytes, digest: str | None = None) -> list[Problem]:
    """Everything that is wrong with a package; nothing for a sound one.

    ``digest`` is the recorded one; without it only damage is found, not forgery.

    >>> verify_package(b"PK")
    [Problem(code='not_a_zip', path='')]
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return [Problem("not_a_zip", "")]
    with archive:
        names = Counter(archive.namelist())
        if MANIFEST not in names:
            return [Problem("manifest_missing", "")]
        manifest = _read_manifest(_read(archive, MANIFEST))
        if manifest is None:
            return [Problem("manifest_broken", MANIFEST)]
        problems = _compare(archive, names, manifest)
    if digest is not None and digest != manifest["digest"]:
        problems.insert(0, Problem("digest", MANIFEST))
    return problems


def safe_name(name: str) -> str:
    """A name of a file that every system can write, close to the one given.

    >>> safe_name("会议记录 3/4：草案?.pdf"), safe_name("..")
    ('会议记录 3_4：草案_.pdf', '_')
    """
    name = name.encode(errors="replace").decode()
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).replace("/", "_")
    name = name.strip(" .") or "_"
    if _DEVICES.match(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix.encode()) > 20:
        stem, dot, suffix = name, "", ""
    room = _SEGMENT - len(f"{dot}{suffix}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(" .") + dot + suffix


# Packing


def _checked(files):
    """Path and content of each paper, or the reason why it cannot be packed."""
    taken, folders = {README.casefold(), MANIFEST, "verify.py", "verify.html"}, set()
    reserved = frozenset(taken)
    for path, content in files:
        if not _is_safe(path):
            raise ArchiveError("path", path=path)
        if not isinstance(content, bytes):
            raise ArchiveError("content", path=path)
        key = path.casefold()
        if key in reserved:
            raise ArchiveError("reserved", path=path)
        parents = _parents(key)
        if key in taken or key in folders or taken & parents:
            raise ArchiveError("clash", path=path)
        taken.add(key)
        folders |= parents
        yield path, content


def _parents(path):
    parts = path.split("/")
    return {"/".join(parts[:count]) for count in range(1, len(parts))}


def _is_safe(path):
    return isinstance(path, str) and all(
        safe_name(part) == part for part in path.split("/")
    )


def _zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(members):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, members[path])
    return buffer.getvalue()


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _manifest_text(manifest):
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _digest(manifest):
    """Hash of the manifest without its own ``digest``."""
    rest = {key: manifest[key] for key in manifest if key != "digest"}
    return _sha256(_manifest_text(rest).encode())


def _readme(title, about, count):
    lines = [f"{label}：{text}" for label, text in about.items()]
    return "\r\n".join(
        [title, *lines, "", *_README.format(count=count).splitlines(), ""]
    )


# Verifying


def _read(archive, name):
    """Content of a member, ``None`` if it cannot be read as it was written."""
    entry = archive.getinfo(name)
    # Nothing is compressed: what says otherwise was not written by ``build``, and
    # might unpack to more than there is memory.
    if entry.compress_type != zipfile.ZIP_STORED:
        return None
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError, OSError):
        return None


def _read_manifest(content):
    """The manifest, if it is exactly as ``build`` writes it."""
    try:
        manifest = json.loads(content or b"")
        members = manifest["members"]
        known = manifest["format"] == FORMAT and manifest["version"] == VERSION
        paths = [member["path"] for member in members if len(member["sha256"]) == 64]
        sound = (
            known
            and len(set(paths)) == len(members)
            and manifest["digest"] == _digest(manifest)
            and _manifest_text(manifest).encode() == content
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return manifest if sound else None


def _compare(archive, names, manifest):
    listed = {member["path"]: member["sha256"] for member in manifest["members"]}
    problems = [Problem("path", path) for path in listed if not _is_safe(path)]
    problems += [Problem("twice", name) for name, count in names.items() if count > 1]
    problems += [
        Problem("extra", name) for name in names if name not in (*listed, MANIFEST)
    ]
    for path, sha256 in listed.items():
        if path not in names:
            problems.append(Problem("missing", path))
        elif not _is_as_listed(_read(archive, path), sha256):
            problems.append(Problem("changed", path))
    return problems


def _is_as_listed(content, sha256):
    return content is not None and _sha256(content) == sha256


# What goes with the papers. These texts are for people without the system; they are
# in Chinese, as the papers are, and part of the format.

_README = """\
本归档包共收文件 {count} 件，另附清单和校验工具，脱离原系统也能打开和校验。

清单：manifest.json，列明每件文件的路径、字节数和 SHA-256 值。

校验方法（任选一种，均不联网）：
一、用浏览器打开 verify.html，选择本归档包（zip 文件）。
二、装有 Python 3 的电脑：python verify.py 归档包.zip；或解压后直接运行 verify.py。
三、人工：Windows 用 certutil -hashfile 文件名 SHA256，Linux 用 sha256sum 文件名，
    与清单中的值逐件比对。

校验只能说明文件与清单一致。请再将显示的“归档包摘要”与会议纪要上印制的、
公示页上公布的摘要核对，两者相同，才能说明归档包未被整体替换。
"""

_VERIFY_PY = '''\
"""校验归档包：python verify.py [归档包.zip 或解压后的文件夹]"""

import hashlib
import json
import os
import sys
import zipfile


def read_all(place):
    if os.path.isdir(place):
        found = {}
        for folder, _folders, names in os.walk(place):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as stream:
                    key = os.path.relpath(path, place).replace(os.sep, "/")
                    found[key] = stream.read()
        return found
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def text_of(manifest):
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\\n"


def problems_of(found):
    if "manifest.json" not in found:
        return ["缺少清单 manifest.json"], ""
    raw = found.pop("manifest.json")
    try:
        manifest = json.loads(raw.decode("utf-8"))
        listed = {one["path"]: one["sha256"] for one in manifest["members"]}
        rest = {key: manifest[key] for key in manifest if key != "digest"}
        digest = sha256(text_of(rest).encode("utf-8"))
        written = text_of(manifest).encode("utf-8")
        sound = digest == manifest["digest"] and written == raw
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        return ["清单被改动或损坏"], ""
    problems = ["多出文件：" + name for name in sorted(found) if name not in listed]
    for path in sorted(listed):
        if path not in found:
            problems.append("缺少文件：" + path)
        elif sha256(found[path]) != listed[path]:
            problems.append("内容被改动：" + path)
    return problems, digest


def main():
    place = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(sys.argv[0]) or "."
    try:
        problems, digest = problems_of(read_all(place))
    except (OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        problems, digest = ["无法打开：%s" % error], ""
    except zipfile.BadZipFile as error:
        problems, digest = ["归档包损坏：%s" % error], ""
    for problem in problems:
        print(problem)
    if digest:
        print("归档包摘要：" + digest)
    print("校验不通过" if problems else "校验通过")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
'''

_VERIFY_HTML = """\
<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>校验归档包</title>
<style>
body { font: 16px/1.7 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em }
#result { font-weight: bold } .ok { color: #17692d } .bad { color: #a3161a }
code { word-break: break-all }
</style>
<h1>校验归档包</h1>
<p><label>选择归档包（zip 文件）：
<input type="file" id="file" accept=".zip"></label></p>
<p id="result" role="status"></p>
<ul id="problems"></ul>
<p>归档包摘要：<code id="digest">—</code><br>
请与会议纪要、公示页上的摘要核对。本页不联网，文件不离开本机。</p>
<script>
"use strict";
const primes = [];
for (let n = 2; primes.length < 64; n++) {
    if (primes.every((p) => n % p)) primes.push(n);
}
const frac = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const K = primes.map((p) => frac(Math.cbrt(p)));
const H = primes.slice(0, 8).map((p) => frac(Math.sqrt(p)));
const rot = (x, n) => (x >>> n) | (x << (32 - n));

function sha256(bytes) {
    const size = (((bytes.length + 8) >> 6) + 1) << 6;
    const data = new Uint8Array(size);
    data.set(bytes);
    data[bytes.length] = 0x80;
    const view = new DataView(data.buffer);
    view.setUint32(size - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(size - 4, (bytes.length << 3) >>> 0);
    const h = Int32Array.from(H);
    const w = new Int32Array(64);
    for (let at = 0; at < size; at += 64) {
        for (let i = 0; i < 64; i++) {
            if (i < 16) {
                w[i] = view.getInt32(at + 4 * i);
                continue;
            }
            const x = w[i - 15];
            const y = w[i - 2];
            const s0 = rot(x, 7) ^ rot(x, 18) ^ (x >>> 3);
            const s1 = rot(y, 17) ^ rot(y, 19) ^ (y >>> 10);
            w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
        }
        let [a, b, c, d, e, f, g, q] = h;
        for (let i = 0; i < 64; i++) {
            const s1 = rot(e, 6) ^ rot(e, 11) ^ rot(e, 25);
            const t1 = (q + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
            const s0 = rot(a, 2) ^ rot(a, 13) ^ rot(a, 22);
            const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
            q = g;
            g = f;
            f = e;
            e = (d + t1) | 0;
            d = c;
            c = b;
            b = a;
            a = (t1 + t2) | 0;
        }
        [a, b, c, d, e, f, g, q].forEach((x, i) => (h[i] = (h[i] + x) | 0));
    }
    return [...h].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}

function unzip(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    let end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
    if (end < 0) throw new Error("不是 zip 文件");
    const found = new Map();
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left; left--) {
        const u16 = (offset) => view.getUint16(at + offset, true);
        const u32 = (offset) => view.getUint32(at + offset, true);
        if (u32(0) !== 0x02014b50 || u16(10)) throw new Error("归档包损坏");
        const nameBytes = bytes.subarray(at + 46, at + 46 + u16(28));
        const name = new TextDecoder().decode(nameBytes);
        const local = u32(42);
        const start =
            local + 30 + view.getUint16(local + 26, true) +
            view.getUint16(local + 28, true);
        if (found.has(name)) throw new Error("文件重名：" + name);
        found.set(name, bytes.subarray(start, start + u32(24)));
        at += 46 + u16(28) + u16(30) + u16(32);
    }
    return found;
}

function check(bytes) {
    const found = unzip(bytes);
    const raw = found.get("manifest.json");
    if (!raw) throw new Error("缺少清单 manifest.json");
    const text = new TextDecoder().decode(raw);
    const manifest = JSON.parse(text);
    const rest = text.replace(/^ "digest": "[0-9a-f]{64}",\\n/m, "");
    const digest = sha256(new TextEncoder().encode(rest));
    if (digest !== manifest.digest) throw new Error("清单被改动或损坏");
    found.delete("manifest.json");
    const problems = [];
    for (const member of manifest.members) {
        const content = found.get(member.path);
        found.delete(member.path);
        if (!content) problems.push("缺少文件：" + member.path);
        else if (sha256(content) !== member.sha256) {
            problems.push("内容被改动：" + member.path);
        }
    }
    for (const name of found.keys()) problems.push("多出文件：" + name);
    return { digest, problems };
}

function show(problems, digest) {
    const result = document.getElementById("result");
    result.textContent = problems.length ? "校验不通过" : "校验通过";
    result.className = problems.length ? "bad" : "ok";
    document.getElementById("digest").textContent = digest || "—";
    document.getElementById("problems").replaceChildren(
        ...problems.map((problem) => {
            const item = document.createElement("li");
            item.textContent = problem;
            return item;
        })
    );
}

document.getElementById("file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
        const { digest, problems } = check(new Uint8Array(await file.arrayBuffer()));
        show(problems, digest);
    } catch (error) {
        show([error.message], "");
    }
});
</script>
</html>
"""
