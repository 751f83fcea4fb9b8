//! A statement about one row, written so that it is about many at once: each parameter becomes the column of an `unnest`.

use std::fmt::Write;

use tokio_postgres::types::Type;

/// Writes a statement for one row (`INSERT … VALUES (…)`, `UPDATE … WHERE …`) so that each parameter is a list.
/// A statement of another form stays as it is, and the server refuses the lists.
pub(super) fn written(sql: &str, types: &[Type]) -> String {
    let row = columns(sql);
    let from = format!(" FROM {}", given(types));
    match row.split_once("VALUES (") {
        Some((into, values)) => {
            let (values, rest) = values.split_once(')').unwrap_or((values, ""));
            format!("{into}SELECT {values}{from}{rest}")
        }
        None => row.replacen(" WHERE ", &format!("{from} WHERE "), 1),
    }
}

/// Writes a query so that each parameter is a list; a further column, the last, is for which place in it a row is, from 1.
pub(super) fn asked(sql: &str, types: &[Type]) -> String {
    format!("SELECT found.*, given.place FROM {}, LATERAL ({}) AS found", given(types), columns(sql))
}

/// Returns `unnest($1::int8[], …) WITH ORDINALITY AS given (c1, …, place)`.
fn given(types: &[Type]) -> String {
    let (mut lists, mut names) = (String::new(), String::new());
    for (it, n) in types.iter().zip(1..) {
        let comma = if n == 1 { "" } else { ", " };
        let _ = write!(lists, "{comma}${n}::{}[]", it.name());
        let _ = write!(names, "c{n}, ");
    }
    format!("unnest({lists}) WITH ORDINALITY AS given ({names}place)")
}

/// Writes `given.c1` for `?1`; no statement of ours has a question mark elsewhere.
fn columns(sql: &str) -> String {
    sql.replace('?', "given.c")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: [Type; 2] = [Type::INT8, Type::TEXT];
    const GIVEN: &str = "unnest($1::int8[], $2::text[]) WITH ORDINALITY AS given (c1, c2, place)";

    #[test]
    fn a_row_that_is_inserted_becomes_many() {
        let sql = "INSERT INTO letter (id, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let many =
            format!("INSERT INTO letter (id, name) SELECT given.c1, given.c2 FROM {GIVEN} ON CONFLICT DO NOTHING");
        assert_eq!(written(sql, &TYPES), many);
    }

    #[test]
    fn a_row_that_is_changed_becomes_many() {
        let many = format!("UPDATE letter SET name = given.c2 FROM {GIVEN} WHERE id = given.c1");
        assert_eq!(written("UPDATE letter SET name = ?2 WHERE id = ?1", &TYPES), many);
    }

    #[test]
    fn a_row_that_is_asked_for_becomes_many() {
        let sql = "SELECT at FROM letter WHERE id = ?1 AND name = ?2";
        let row = "SELECT at FROM letter WHERE id = given.c1 AND name = given.c2";
        let many = format!("SELECT found.*, given.place FROM {GIVEN}, LATERAL ({row}) AS found");
        assert_eq!(asked(sql, &TYPES), many);
    }
}
