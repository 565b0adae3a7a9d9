"""Recomputes the ledger of a bundle: python3 check_chain.py, in the folder with manifest.json. Standard library only.

Each entry's hash is the SHA-256 of: the hash before, a line feed, and the entry's facts as JSON with sorted keys,
without spaces, in UTF-8.
"""

import hashlib
import json
import sys
from pathlib import Path


def main() -> int:
    manifest = json.loads((Path(__file__).parent / "manifest.json").read_text(encoding="utf-8"))
    before, wrong = "", 0
    for place, entry in enumerate(manifest["entries"], 1):
        facts = json.dumps(entry["facts"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        own = hashlib.sha256(f"{before}\n{facts}".encode()).hexdigest()
        if entry["facts"]["seq"] != place or entry["before"] != before or entry["hash"] != own:
            print(f"第 {place} 条不符")
            wrong += 1
        before = entry["hash"]
    if before != manifest["head"]:
        print("最后一条的校验值不符")
        wrong += 1
    print(f"{len(manifest['entries'])} 条：" + (f"{wrong} 处不符" if wrong else "全部相符，最后的校验值 " + before))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
