"""Office files of before 2007 as those of today, by LibreOffice where it is installed.

It runs with a profile of its own that forbids macros, links to elsewhere and the network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rag.errors import DocumentError
from rag.scratch import scratch
from rag.settings import Settings

NEWER: Mapping[str, str] = {"doc": "docx", "xls": "xlsx", "ppt": "pptx"}
"""The kinds of before 2007 and what becomes of each."""
_PROGRAMS = ("soffice", "libreoffice")
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""  # noqa: E501  the form of the program's profile
_NO_WAY_OUT = {
    name: "http://127.0.0.1:9"
    for each in ("http_proxy", "https_proxy", "all_proxy")
    for name in (each, each.upper())
}


def converted(data: bytes, kind: str, settings: Settings) -> tuple[bytes, str]:
    """The bytes of a newer file with the same content as ``data`` of a ``kind`` in ``NEWER``, and its kind.

    Raises:
        DocumentError: LibreOffice is not installed, cannot read the file, or takes over ``parse_seconds``.
    """
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    newer = NEWER[kind]
    if program is None:
        raise DocumentError(
            f"The file is of the Office format before 2007; install LibreOffice, or save it as {newer}."
        )
    with tempfile.TemporaryDirectory(prefix="convert-", dir=scratch()) as place:
        folder = Path(place)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        path = folder / f"file.{kind}"
        path.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--convert-to", newer),
            *("--outdir", str(folder / "out"), str(path)),
        ]
        try:
            subprocess.run(
                command,
                timeout=settings.parse_seconds,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                env={**os.environ, **_NO_WAY_OUT},
            )
        except subprocess.TimeoutExpired:
            raise DocumentError(
                f"The file took more than {settings.parse_seconds:g} seconds to convert; save it as {newer}."
            ) from None
        except OSError:
            raise DocumentError(f"LibreOffice could not be started; save the file as {newer}.") from None
        made = folder / "out" / f"file.{newer}"
        if not made.is_file() or made.stat().st_size > settings.max_file_bytes:
            raise DocumentError(f"LibreOffice could not read the file; save it as {newer}.")
        return made.read_bytes(), newer
