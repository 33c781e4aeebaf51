"""A workbook from anybody's disk is bounded before it is read, and what is written holds texts only."""

import io
import zipfile

import pytest

from wargame.control import sheets


def test_what_is_written_is_read_again_and_formulas_stay_texts():
    rows = [["Inject", "Text"], ["storm", "=HYPERLINK(1)"], ["gift", "two\nlines – <“quoted”> & more\x07"]]
    body = sheets.write({"Injects": rows, "Conditions": [["Condition"]]})
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == 6
    assert sheets.read(body) == [
        {"Inject": "storm", "Text": "=HYPERLINK(1)", "": "2"},
        {"Inject": "gift", "Text": "two\nlines – <“quoted”> & more", "": "3"},
    ]


def archive(files) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    return file.getvalue()


def saved(sheet: str, shared: str = "<sst/>", target: str = "worksheets/sheet9.xml") -> bytes:
    """A workbook as spreadsheets save it: texts shared, numbers and formulas with their values."""

    def main(text):
        return text.replace(">", f' xmlns="{sheets.MAIN}">', 1).replace("/ xmlns", " xmlns", 1)

    if shared == "<sst/>":
        shared = "<sst></sst>"
    return archive(
        {
            "xl/workbook.xml": f'<workbook xmlns="{sheets.MAIN}" xmlns:r="{sheets.TIES}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId7"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{sheets.PACKAGE}/relationships">'
            f'<Relationship Id="rId7" Target="{target}"/></Relationships>',
            "xl/sharedStrings.xml": main(shared),
            "xl/worksheets/sheet9.xml": main(f"<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        }
    )


@pytest.mark.parametrize("target", ["worksheets/sheet9.xml", "/xl/worksheets/sheet9.xml"])
def test_what_a_spreadsheet_saves_is_read_shared_texts_runs_numbers_values_and_gaps(target):
    shared = (
        "<sst><si><t>Inject</t></si><si><t>Turn</t></si><si><r><t>sto</t></r><r><t>rm</t></r>"
        "<rPh><t>not this</t></rPh></si></sst>"
    )
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="C2"><v>2.0</v></c></row><row r="3"/>'
        '<row r="5"><c r="A5" t="str"><f>B5</f><v>gift</v></c><c r="AB5"><v>7</v></c></row>'
    )
    assert sheets.read(saved(sheet, shared, target)) == [
        {"Inject": "storm", "Turn": "2", "": "2"},
        {"Inject": "gift", "Turn": "", "": "5"},
    ]


def one_column(texts) -> bytes:
    return sheets.write({"A": [[text] for text in texts]})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"Inject,State\nstorm,held\n", "no .xlsx workbook"),
        (b"", "no .xlsx workbook"),
        (archive({"hello.txt": "x"}), "no sheet that can be read"),
        (archive({"xl/big.xml": b"0" * (sheets.MOST_UNPACKED_BYTES + 1)}), "unpacks to more"),
        (archive({f"{n}.xml": b"" for n in range(sheets.MOST_PARTS + 1)}), "unpacks to more"),
        (archive({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "document type"),
        (archive({"xl/workbook.xml": "<!DOCTYPE a []><a/>".encode("utf-16")}), "document type"),
        (saved('<row r="1"><c r="A1" t="s"><v>x</v></c></row>'), "no .xlsx workbook"),
        (saved("", target="../../../etc/passwd"), "no sheet that can be read"),
        (one_column(["Inject", *(f"i{n}" for n in range(sheets.MOST_ROWS + 1))]), "more than 400 rows"),
        (one_column(["Inject", "x" * 4001]), "Row 2, Inject: a cell may hold 4,000 characters"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(body, words):
    with pytest.raises(sheets.NotReadable, match=words):
        sheets.read(body)


def test_a_damaged_workbook_is_refused_wherever_it_is_cut():
    whole = sheets.write({"Injects": [["Inject", "State"], ["storm", "held"]]})
    for at in range(0, len(whole), 97):
        hurt = whole[:at] + bytes(255 - byte for byte in whole[at : at + 40]) + whole[at + 40 :]
        try:
            rows = sheets.read(hurt)
        except sheets.NotReadable:
            continue
        assert all(isinstance(row, dict) for row in rows)
