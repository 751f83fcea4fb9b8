//! Tables come back as they were written, and files that are no tables are refused with the place.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write};

use proptest::{collection::vec, prelude::*};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook, Worksheet};
use table::{CellFault, Column, Format, Options, Row, Table, TableError};

const COLUMNS: [Column; 3] = [("code", "代码"), ("zh", "名称"), ("note", "备注")];

fn read(bytes: &[u8]) -> Result<Table, TableError> {
    Table::read(bytes, &Options::default())
}

fn book(make: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, name) in (0..).zip(["代码", "名称", "备注"]) {
        sheet.write_string(0, at, name).unwrap();
    }
    make(sheet);
    workbook.save_to_buffer().unwrap()
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|it| it.cells.iter().map(String::as_str).collect()).collect()
}

fn refused(bytes: &[u8], row: u64, column: &str, fault: CellFault) {
    assert_eq!(read(bytes), Err(TableError::Cell { row, column: column.into(), fault }));
}

#[test]
fn a_table_is_the_same_by_csv_and_by_workbook() {
    let rows =
        [["0501", "=SUM(A1)", "一行\n两行"], ["0502", "+86 755", "\"quoted\", and more"], ["", "'=x", " blank "]];
    let rows: Vec<Vec<String>> = rows.iter().map(|it| it.map(str::to_owned).to_vec()).collect();
    for format in Format::ALL {
        let bytes = table::write(format, "分类", &COLUMNS, rows.clone()).unwrap();
        let found = read(&bytes).unwrap();
        assert_eq!(found.header, ["代码 code", "名称 zh", "备注 note"], "{format:?}");
        let texts: Vec<_> = found.rows.iter().map(|it| it.cells.clone()).collect();
        assert_eq!(texts, rows, "{format:?}");
        let again = table::write(format, "分类", &COLUMNS, rows.clone()).unwrap();
        assert_eq!(again, bytes, "the same table gives the same bytes");
    }
    let csv = String::from_utf8(table::write(Format::Csv, "分类", &COLUMNS, rows).unwrap()).unwrap();
    assert!(csv.contains(",'=SUM(A1),") && csv.contains(",'+86 755,") && csv.contains(",''=x,"), "{csv}");
}

#[test]
fn gbk_comments_empty_lines_and_lines_of_several_are_counted_as_an_editor_does() {
    let text = "# 说明, \"x\"\r\n\r\n代码,名称\r\n0501,\"甲\n乙\"\r\n\r\n0502,丙";
    let gbk = encoding_rs::GB18030.encode(text).0.into_owned();
    let options = Options { comments: true, ..Options::default() };
    for bytes in [text.as_bytes().to_vec(), format!("\u{feff}{text}").into_bytes(), gbk] {
        let found = Table::read(&bytes, &options).unwrap();
        let row = |line, cells: [&str; 2]| Row { line, cells: cells.map(str::to_owned).to_vec() };
        assert_eq!(found.rows, [row(4, ["0501", "甲\n乙"]), row(7, ["0502", "丙"])]);
    }
    let utf16: Vec<u8> = "\u{feff}a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16), Err(TableError::Utf16));
    assert_eq!(read(b""), Err(TableError::Empty));
    assert_eq!(read(b"\n ,\n"), Err(TableError::Empty));
}

#[test]
fn dates_numbers_and_times_are_read_as_the_office_expects() {
    let bytes = book(|sheet| {
        let format = |it: &str| CellFormat::new().set_num_format(it);
        let at = ExcelDateTime::from_ymd(2026, 2, 14).unwrap();
        sheet.write_datetime_with_format(1, 0, &at, &format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
        let at = at.and_hms(8, 30, 0).unwrap();
        sheet.write_datetime_with_format(1, 1, &at, &format("yyyy/m/d h:mm")).unwrap();
        let time = ExcelDateTime::from_hms(7, 5, 0).unwrap();
        sheet.write_datetime_with_format(1, 2, &time, &format("h:mm")).unwrap();
        sheet.write_number(2, 0, 440_305_001_002_003.0).unwrap();
        sheet.write_number(2, 1, 0.1 + 0.2).unwrap();
        sheet.write_number(2, 2, -113.932_145_7).unwrap();
        sheet.write_boolean(3, 0, true).unwrap();
        sheet.write_number(3, 1, 1e21).unwrap();
        sheet.write_number_with_format(3, 2, 501, &format("0000")).unwrap();
    });
    let found = read(&bytes).unwrap();
    assert_eq!(
        cells(&found),
        [
            ["2026-02-14", "2026-02-14 08:30", "07:05"],
            ["440305001002003", "0.3", "-113.9321457"],
            ["TRUE", "1000000000000000000000", "501"],
        ]
    );
    assert_eq!(found.rows.iter().map(|it| it.line).collect::<Vec<_>>(), [2, 3, 4]);
}

#[test]
fn formulas_merged_cells_and_error_values_are_named_by_row_and_column() {
    let formula = book(|sheet| {
        sheet.write_string(1, 0, "0501").unwrap();
        sheet.write_formula(4, 2, Formula::new("=A1&\"x\"").set_result("代码x")).unwrap();
    });
    refused(&formula, 5, "C", CellFault::Formula);
    let err = read(&formula).unwrap_err();
    assert!(err.to_string().starts_with("第 5 行 C 列是公式") && err.place().as_deref() == Some("C5"), "{err}");
    let merged = book(|sheet| {
        sheet.merge_range(2, 1, 3, 2, "甲", &CellFormat::new()).unwrap();
    });
    refused(&merged, 3, "B", CellFault::Merged);
    let long = format!("代码,名称\n0501,{}", "长".repeat(40_000));
    refused(long.as_bytes(), 2, "B", CellFault::TooLong);
    // No writer writes an error value as a plain one, so one is put into the sheet by hand.
    let plain = book(|sheet| {
        sheet.write_number(1, 1, 77_777).unwrap();
    });
    let error = patched(&plain, "xl/worksheets/sheet1.xml", |xml| {
        xml.replace("<c r=\"B2\"><v>77777</v></c>", "<c r=\"B2\" t=\"e\"><v>#N/A</v></c>")
    });
    refused(&error, 2, "B", CellFault::ErrorValue);
}

/// Rewrites one part of a workbook.
fn patched(book: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(vec![]));
    for at in 0..from.len() {
        let mut it = from.by_index(at).unwrap();
        let (mut text, name) = (String::new(), it.name().unwrap().into_owned());
        std::io::Read::read_to_string(&mut it, &mut text).unwrap();
        if name == part {
            let before = text.clone();
            text = change(text);
            assert_ne!(text, before, "{before}");
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn a_named_sheet_is_read_and_an_unknown_one_is_told_with_those_that_are_there() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "说明").unwrap();
    let sheet = workbook.add_worksheet().set_name("人员").unwrap();
    sheet.write_string(0, 0, "编号").unwrap();
    sheet.write_string(1, 0, "G-1").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let of = |sheet| Table::read(&bytes, &Options { sheet: Some(sheet), ..Options::default() });
    assert_eq!(of("人员").unwrap().header, ["编号"]);
    assert_eq!(read(&bytes).unwrap().header, ["说明"]);
    let told = of("职责").unwrap_err().to_string();
    assert_eq!(told, "没有工作表“职责”，有的是：说明, 人员 / there is no sheet `职责`; there are: 说明, 人员");
}

#[test]
fn what_is_no_workbook_and_what_fills_the_memory_is_refused() {
    let whole = table::write(Format::Xlsx, "分类", &COLUMNS, [vec!["0501".into(), "甲".into(), "乙".into()]]).unwrap();
    for cut in [5, 100, whole.len() / 2, whole.len() - 10] {
        assert!(matches!(read(&whole[..cut]), Err(TableError::Workbook { .. })), "{cut}");
    }
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(TableError::OldExcel));
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    zip.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"not a workbook").unwrap();
    let other = zip.finish().unwrap().into_inner();
    assert!(matches!(read(&other), Err(TableError::Workbook { .. })));

    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    for at in 0..3 {
        zip.start_file(format!("xl/bomb{at}.xml"), zip::write::SimpleFileOptions::default()).unwrap();
        let zeros = vec![b'0'; 1 << 20];
        (0..50).for_each(|_| zip.write_all(&zeros).unwrap());
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    assert_eq!(read(&bomb), Err(TableError::Bomb));
    assert_eq!(read(&vec![b'a'; table::MOST_BYTES + 1]), Err(TableError::TooLarge { bytes: table::MOST_BYTES + 1 }));
    let rows = "1\n".repeat(table::MOST_ROWS + 2);
    assert_eq!(read(rows.as_bytes()), Err(TableError::TooManyRows));
    let wide = book(|sheet| {
        sheet.write_string(1, 16_000, "far").unwrap();
    });
    assert_eq!(read(&wide), Err(TableError::TooManyColumns { row: 2 }));
    // The last cell of the largest sheet alone: nothing in between is made room for.
    let far = book(|sheet| {
        sheet.write_string(1_048_575, 1, "far").unwrap();
    });
    assert_eq!(read(&far).unwrap().rows[0].line, 1_048_576);
}

/// Text as people and machines write it; XML has no other control characters.
fn cell() -> impl Strategy<Value = String> {
    const ODD: &[&str] = &[
        "=1+1", "'", "''-", "+1", "-5", "@x", "_x0041_", "&amp;<b>", "\n", "a\nb", "\"", ",", "  x ", "#", "＝", "𠀀é",
    ];
    prop_oneof![
        3 => "[0-9a-z一-龥，。；（） ='\"+@,-]{0,12}",
        2 => proptest::sample::select(ODD).prop_map(str::to_owned),
        1 => "[^\\x00-\\x1f\\x7f-\\x9f\u{fffe}\u{ffff}]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_table_comes_back_exactly_by_csv_by_workbook_and_by_one_after_the_other(
        rows in vec(vec(cell(), 3), 0..8)
    ) {
        // Rows of blanks are left out, as an office means them.
        let wanted: Vec<_> = rows.iter().filter(|it| it.iter().any(|it| !it.trim().is_empty())).cloned().collect();
        let mut kept = rows.clone();
        for format in [Format::Csv, Format::Xlsx, Format::Csv] {
            let bytes = table::write(format, "表", &COLUMNS, kept).unwrap();
            let found = read(&bytes).unwrap();
            prop_assert_eq!(&found.header, &["代码 code", "名称 zh", "备注 note"]);
            kept = found.rows.into_iter().map(|it| it.cells).collect();
            prop_assert_eq!(&kept, &wanted, "{:?}", format);
        }
    }

    #[test]
    fn no_damage_to_a_workbook_ends_the_program(at in 0_usize..100_000, byte in any::<u8>(), length in 1_usize..4) {
        let rows = (0..20).map(|it| vec![format!("05{it:02}"), "名称".to_owned(), "长".repeat(it)]);
        let mut bytes = table::write(Format::Xlsx, "表", &COLUMNS, rows).unwrap();
        let at = at % bytes.len();
        for it in bytes.iter_mut().skip(at).take(length) {
            *it = byte;
        }
        // Refused or read; a name of a part that nobody reads may be damaged without harm.
        let _ = read(&bytes);
    }

    #[test]
    fn no_damage_to_a_sheet_ends_the_program(at in 0_usize..100_000, text in "[<>/a-z0-9\"= A-Z]{0,12}", cut in 0_usize..20) {
        let book = book(|sheet| {
            sheet.write_string(1, 0, "0501").unwrap();
            sheet.write_number(2, 1, 46_000).unwrap();
            sheet.write_formula(3, 2, "=A1").unwrap();
        });
        for part in ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"] {
            let damaged = patched(&book, part, |xml| {
                let chars: Vec<char> = xml.chars().collect();
                let at = at % chars.len();
                let rest = chars[at..].iter().skip(cut);
                format!("{}{text}{}\u{20}", chars[..at].iter().collect::<String>(), rest.collect::<String>())
            });
            let _ = read(&damaged);
        }
    }
}
