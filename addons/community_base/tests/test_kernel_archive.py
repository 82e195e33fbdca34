import doctest
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import archive
from ..kernel.archive import ArchiveError, Problem

PAPERS = [
    ("决议/蚝街党〔2026〕3号.txt", "同意。".encode()),
    ("表决票/扫描件.png", b"\x89PNG\r\n" + bytes(range(256))),
    ("空白.txt", b""),
]
OWN = ["manifest.json", "verify.html", "verify.py", "说明.txt"]

names = st.text(max_size=30).map(archive.safe_name)
paths = st.lists(names, min_size=1, max_size=3).map("/".join)
papers = st.dictionaries(paths, st.binary(max_size=40), max_size=4)


def repack(content, change=None, drop=(), add=(), squeeze=None):
    """The same zip with other members, as somebody with a zip program makes it."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for name in old.namelist():
            if name not in drop:
                method = zipfile.ZIP_DEFLATED if name == squeeze else zipfile.ZIP_STORED
                data = (change or {}).get(name, old.read(name))
                new.writestr(name, data, method)
        for name, data in add:
            new.writestr(name, data)
    return buffer.getvalue()


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


class TestBuild(BaseCase):
    def setUp(self):
        super().setUp()
        about = {"归档日期": "2026年11月23日"}
        self.package = archive.build(PAPERS, "道路维修事项", about)

    def test_doctests(self):
        self.assertFalse(doctest.testmod(archive).failed)

    def test_members(self):
        found = members(self.package.content)
        self.assertEqual(list(found), sorted([*dict(PAPERS), *OWN]))
        for path, content in PAPERS:
            self.assertEqual(found[path], content)
        manifest = json.loads(found["manifest.json"])
        self.assertEqual(manifest["digest"], self.package.digest)
        for entry in manifest["members"]:
            content = found[entry["path"]]
            self.assertEqual(entry["size"], len(content))
            self.assertEqual(entry["sha256"], hashlib.sha256(content).hexdigest())
        readme = found["说明.txt"].decode("utf-8-sig")
        self.assertIn("道路维修事项\r\n归档日期：2026年11月23日\r\n", readme)
        self.assertIn("共收文件 3 件", readme)

    def test_the_same_papers_make_the_same_bytes(self):
        about = {"归档日期": "2026年11月23日"}
        again = archive.build(reversed(PAPERS), "道路维修事项", about)
        self.assertEqual(again, self.package)
        other = archive.build(PAPERS, "道路维修事项", {"归档日期": "2026年11月24日"})
        self.assertNotEqual(other.digest, self.package.digest)

    def test_refused(self):
        for code, files in (
            ("path", [("", b"")]),
            ("path", [("/etc/passwd", b"")]),
            ("path", [("../up", b"")]),
            ("path", [("a//b", b"")]),
            ("path", [("a/./b", b"")]),
            ("path", [("a\\b", b"")]),
            ("path", [("C:/a", b"")]),
            ("path", [("con.txt", b"")]),
            ("path", [("a ", b"")]),
            ("path", [("x" * 300, b"")]),
            ("path", [(None, b"")]),
            ("reserved", [("Manifest.JSON", b"")]),
            ("reserved", [("说明.txt", b"")]),
            ("clash", [("a.txt", b""), ("A.TXT", b"")]),
            ("clash", [("a", b""), ("a/b", b"")]),
            ("clash", [("a/b", b""), ("a", b"")]),
            ("clash", [("verify.py/x", b"")]),
            ("content", [("a", "text")]),
            ("content", [("a", None)]),
        ):
            with self.assertRaises(ArchiveError) as caught:
                archive.build(files, "")
            self.assertEqual(caught.exception.code, code, files)

    def test_long_names_are_cut(self):
        for name, safe in (
            ("议" * 90 + ".pdf", "议" * 65 + ".pdf"),
            ("x" * 199 + ". " + "y" * 30, "x" * 199),
            ("CON.txt", "_CON.txt"),
            ("\ud800", "_"),
            (" .a. ", "a"),
        ):
            self.assertEqual(archive.safe_name(name), safe)

    @settings(max_examples=40)
    @given(st.text(max_size=100))
    def test_safe_names_are_packed_as_they_are(self, name):
        safe = archive.safe_name(name)
        self.assertEqual(archive.safe_name(safe), safe)
        package = archive.build([(f"附件/{safe}", b"x")], "")
        self.assertIn(f"附件/{safe}", members(package.content))


class TestVerify(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content, cls.digest = archive.build(PAPERS, "道路维修事项")

    def problems(self, **changes):
        return archive.verify_package(repack(self.content, **changes), self.digest)

    def test_sound(self):
        self.assertEqual(archive.verify_package(self.content, self.digest), [])
        self.assertEqual(archive.verify_package(self.content), [])

    def test_each_problem(self):
        paper = PAPERS[0][0]
        for changes, expected in (
            ({"change": {paper: b"forged"}}, [("changed", paper)]),
            ({"change": {"verify.py": b""}}, [("changed", "verify.py")]),
            ({"drop": [paper]}, [("missing", paper)]),
            ({"drop": ["空白.txt"]}, [("missing", "空白.txt")]),
            ({"add": [("新.txt", b"")]}, [("extra", "新.txt")]),
            ({"drop": ["manifest.json"]}, [("manifest_missing", "")]),
        ):
            self.assertEqual(self.problems(**changes), expected)

    def test_a_manifest_is_read_as_it_was_written_or_not_at_all(self):
        text = members(self.content)["manifest.json"].decode()
        for changed in (
            text.replace("道路维修", "道路绿化"),
            text + "\n",
            text.replace('"version": 1', '"version": 1.0'),
            text.replace('"version": 1', '"version": 2'),
            "[" * 100_000,
            "[]",
            "{}",
            "",
        ):
            self.assertEqual(
                self.problems(change={"manifest.json": changed.encode()}),
                [("manifest_broken", "manifest.json")],
            )

    def test_a_whole_other_package_is_found_by_the_recorded_digest(self):
        forged = archive.build([(PAPERS[0][0], b"forged")], "道路维修事项")
        self.assertEqual(archive.verify_package(forged.content), [])
        self.assertEqual(
            archive.verify_package(forged.content, self.digest),
            [("digest", "manifest.json")],
        )

    def test_a_name_given_twice(self):
        with self.assertWarns(UserWarning):
            twice = repack(self.content, add=[PAPERS[0]])
        self.assertEqual(
            archive.verify_package(twice, self.digest), [("twice", PAPERS[0][0])]
        )

    def test_a_compressed_member_is_not_unpacked(self):
        """It might swell beyond all memory, and nothing of ours is compressed."""
        for name, code in (
            ("空白.txt", "changed"),
            (PAPERS[0][0], "changed"),
            ("manifest.json", "manifest_broken"),
        ):
            squeezed = repack(self.content, squeeze=name)
            self.assertEqual(members(squeezed), members(self.content))
            self.assertEqual(archive.verify_package(squeezed), [(code, name)])

    def test_a_manifest_that_leads_out_of_the_folder(self):
        """As a program other than ours might write it, hashes and all."""
        entry = {"path": "../up", "size": 0, "sha256": hashlib.sha256().hexdigest()}
        manifest = {"format": archive.FORMAT, "version": 1, "members": [entry]}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        manifest["digest"] = hashlib.sha256(text.encode()).hexdigest()
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            package.writestr("../up", b"")
            package.writestr("manifest.json", text)
        self.assertEqual(archive.verify_package(buffer.getvalue()), [("path", "../up")])

    def test_every_problem_is_explained(self):
        for content in (b"", b"no zip", self.content[:-1], self.content[:100]):
            for problem in archive.verify_package(content):
                self.assertIn(problem.code, archive.PROBLEMS)

    @settings(max_examples=30)
    @given(
        papers, st.text(max_size=10), st.dictionaries(st.text(max_size=5), st.text())
    )
    def test_what_is_built_verifies(self, files, title, about):
        try:
            package = archive.build(files.items(), title, about)
        except ArchiveError:
            return
        self.assertEqual(archive.verify_package(package.content, package.digest), [])

    @settings(max_examples=80)
    @given(st.data())
    def test_any_changed_byte_of_a_member_is_found(self, data):
        """In the stored bytes of the zip, where damage and forgery happen."""
        name = data.draw(
            st.sampled_from([*OWN, *(path for path, one in PAPERS if one)])
        )
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            entry = package.getinfo(name)
        start = entry.header_offset + 30 + len(name.encode())
        self.assertEqual(
            self.content[start : start + entry.file_size], members(self.content)[name]
        )
        place = start + data.draw(st.integers(0, entry.file_size - 1))
        flip = data.draw(st.integers(1, 255))
        damaged = bytearray(self.content)
        damaged[place] ^= flip
        code = "manifest_broken" if name == "manifest.json" else "changed"
        self.assertEqual(
            archive.verify_package(bytes(damaged)), [Problem(code, name)], place
        )

    @settings(max_examples=80)
    @given(st.data())
    def test_any_changed_byte_of_a_member_is_found_when_repacked(self, data):
        """With a new checksum of the zip, so that only the manifest can tell."""
        found = members(self.content)
        name = data.draw(st.sampled_from([path for path, one in found.items() if one]))
        content = bytearray(found[name])
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(
            st.integers(1, 255)
        )
        code = "manifest_broken" if name == "manifest.json" else "changed"
        self.assertEqual(
            self.problems(change={name: bytes(content)}), [Problem(code, name)]
        )

    @settings(max_examples=150)
    @given(st.data())
    def test_damage_anywhere_is_answered(self, data):
        """Also in the zip's own tables: a list of problems, never a traceback."""
        damaged = bytearray(self.content)
        for _time in range(data.draw(st.integers(1, 3))):
            damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(
                st.integers(0, 255)
            )
        end = data.draw(st.sampled_from([len(damaged), len(damaged) - 30]))
        for problem in archive.verify_package(bytes(damaged[:end]), self.digest):
            self.assertIn(problem.code, archive.PROBLEMS)


class TestVerifyScript(BaseCase):
    """``verify.py`` out of the package, run by a Python that knows nothing of us."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.package = archive.build(PAPERS, "道路维修事项", {"digest": "0" * 64})

    def run_script(self, content, unpack=False):
        path = os.path.join(self.folder, "归档包.zip")
        with open(path, "wb") as stream:
            stream.write(content)
        place = os.path.join(self.folder, "out")
        with zipfile.ZipFile(path) as package:
            package.extractall(place)
        return subprocess.run(
            [sys.executable, "-I", "-X", "utf8", os.path.join(place, "verify.py")]
            + ([] if unpack else [path]),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def test_sound_packed_and_unpacked(self):
        for unpack in (False, True):
            run = self.run_script(self.package.content, unpack)
            self.assertEqual(run.returncode, 0, run)
            self.assertEqual(
                run.stdout, f"归档包摘要：{self.package.digest}\n校验通过\n"
            )

    def test_changed_missing_and_extra(self):
        content = repack(
            self.package.content,
            change={PAPERS[1][0]: b"x"},
            drop=["空白.txt"],
            add=[("新.txt", b"")],
        )
        run = self.run_script(content)
        self.assertEqual(run.returncode, 1)
        for line in (
            "多出文件：新.txt",
            "缺少文件：空白.txt",
            "内容被改动：表决票/扫描件.png",
        ):
            self.assertIn(line, run.stdout)
        forged = {"manifest.json": b"{}"}
        run = self.run_script(repack(self.package.content, change=forged))
        self.assertIn("清单被改动或损坏\n校验不通过", run.stdout)
