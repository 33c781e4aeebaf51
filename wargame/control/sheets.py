"""A table of texts as an XLSX workbook, written and read. Nothing of the game is known here.

Only what a list needs of Office Open XML (ECMA-376): texts, written inline; read also as shared texts, numbers, truth
values, and formulas by the value that they had when the workbook was saved. What is read comes from anybody's disk: its
size, its unpacked size, its rows and its texts are bounded, and a part that declares a document type is refused.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

PART_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MEDIA_TYPE = f"{PART_TYPE}.sheet"
MOST_BYTES = 512 * 1024
MOST_UNPACKED_BYTES = 3 * 1024 * 1024
MOST_PARTS = 64
MOST_ROWS = 400
MOST_COLUMNS = 24
MOST_CHARS = 4000
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WIDTHS = {"Text": 80, "Headline": 40}

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TIES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border>'
    "<left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count='1'><xf numFmtId='0' fontId='0' "
    "fillId='0' borderId='0'/></cellStyleXfs><cellXfs count='2'>"
    # 49: text. The prefix tells a spreadsheet that the cell stays a text also when somebody edits it.
    "<xf numFmtId='49' fontId='0' fillId='0' borderId='0' xfId='0' quotePrefix='1' applyNumberFormat='1' "
    "applyAlignment='1'><alignment vertical='top' wrapText='1'/></xf>"
    "<xf numFmtId='49' fontId='1' fillId='0' borderId='0' xfId='0' applyNumberFormat='1' applyFont='1'/>"
    "</cellXfs></styleSheet>"
)


class NotReadable(Exception):
    """Why a workbook is not read, in a sentence."""


def write(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook with these sheets; the first row of each is its head. Every cell is a text, never a formula."""
    names = list(enumerate(sheets, start=1))
    ties = "".join(
        f'<Relationship Id="s{n}" Type="{TIES}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n, _ in names
    )
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="s{n}"/>' for n, name in names)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{PART_TYPE}.worksheet+xml"/>' for n, _ in names
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{PART_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType='
        f'"{PART_TYPE}.styles+xml+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="b" '
        f'Type="{TIES}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{TIES}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{ties}<Relationship Id="y" '
        f'Type="{TIES}/styles" Target="styles.xml"/></Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet_of(sheets[name]) for n, name in names},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, HEAD + body)
        archive.writestr("xl/styles.xml", STYLES)
    return file.getvalue()


def sheet_of(rows: Sequence[Sequence[str]]) -> str:
    """The XML of one sheet, its head kept in view."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{WIDTHS.get(name, 16)}" customWidth="1"/>'
        for n, name in enumerate(rows[0], start=1)
    )
    lines = []
    for number, row in enumerate(rows, start=1):
        style = 1 if number == 1 else 0
        cells = "".join(
            f'<c r="{letters(n)}{number}" t="inlineStr" s="{style}"><is><t xml:space="preserve">'
            f"{escape(NOT_IN_XML.sub('', text))}</t></is></c>"
            for n, text in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def letters(column: int) -> str:
    """The name of a column, counted from 0: A, B, … Z, AA."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def read(body: bytes) -> list[dict[str, str]]:
    """The rows of the first sheet as texts by the names in its first row, and the row's number by "".

    Empty rows are left out. Raises NotReadable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            hold_bounds(archive)
            rows = dict(rows_of(archive))
    except KeyError:
        raise NotReadable("This workbook has no sheet that can be read. Save it as .xlsx and try again.") from None
    except (*BROKEN, ElementTree.ParseError):
        raise NotReadable("This is no .xlsx workbook. Export the list, change it there, and import it again.") from None
    if not rows:
        return []
    first = min(rows)
    head = rows.pop(first)
    if len(rows) > MOST_ROWS:
        raise NotReadable(f"The sheet has more than {MOST_ROWS} rows. Import fewer at a time.")
    found = []
    for number, row in sorted(rows.items()):
        texts = {name: row.get(column, "") for column, name in head.items() if name}
        long = next((name for name, text in texts.items() if len(text) > MOST_CHARS), None)
        if long is not None:
            raise NotReadable(f"Row {number}, {long[:40]}: a cell may hold {MOST_CHARS:,} characters.")
        if any(texts.values()):
            found.append(texts | {"": str(number)})
    return found


def hold_bounds(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to more than a list needs. What a part unpacks to is no more than it declares."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise NotReadable("The workbook unpacks to more than a list needs. Keep its first sheet only.")


def tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """A part as XML. Without a document type there are no entities, and so nothing that grows while it is read."""
    body = archive.read(name)
    if b"<!DOCTYPE" in body or b"\0" in body:
        raise NotReadable("A part of the workbook declares a document type, or is not in UTF-8. Save it anew as .xlsx.")
    return ElementTree.fromstring(body)


def rows_of(archive: zipfile.ZipFile) -> Iterator[tuple[int, dict[int, str]]]:
    """Number and texts by column of each row of the first sheet. Raises KeyError where a part is missing."""
    book = tree(archive, "xl/workbook.xml")
    sheet = next(book.iter(f"{{{MAIN}}}sheet"), None)
    if sheet is None:
        raise KeyError("sheet")
    ties = tree(archive, "xl/_rels/workbook.xml.rels")
    targets = {tie.get("Id"): tie.get("Target", "") for tie in ties}
    target = targets[sheet.get(f"{{{TIES}}}id")]
    place = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    shared: list[str] = []
    if "xl/sharedStrings.xml" in archive.namelist():
        shared = [said(item) for item in tree(archive, "xl/sharedStrings.xml").iter(f"{{{MAIN}}}si")]
    for n, row in enumerate(tree(archive, place).iter(f"{{{MAIN}}}row"), start=1):
        cells = {}
        for place_in_row, cell in enumerate(row.iter(f"{{{MAIN}}}c")):
            column = column_of(cell.get("r") or letters(place_in_row))
            if column < MOST_COLUMNS:
                cells[column] = text_of(cell, shared)
        if cells:
            yield int(row.get("r") or n), cells


def column_of(reference: str) -> int:
    """The column of a cell's name such as AB12, counted from 0."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def text_of(cell: ElementTree.Element, shared: Sequence[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return said(cell).strip()
    value = cell.findtext(f"{{{MAIN}}}v") or ""
    if kind == "s":
        number = int(value)
        return shared[number].strip() if 0 <= number < len(shared) else ""
    if kind == "n" and value.endswith(".0"):
        return value[:-2]
    return value.strip()


def said(node: ElementTree.Element) -> str:
    """The text of a node, its runs put together; readings above the words (phonetics) are left out."""
    runs = [node, *node.iter(f"{{{MAIN}}}is"), *node.iter(f"{{{MAIN}}}r")]
    return "".join(part.text or "" for run in runs for part in run.findall(f"{{{MAIN}}}t"))
