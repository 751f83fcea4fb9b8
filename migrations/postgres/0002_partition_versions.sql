-- The partition gets versions with dates and an edge table, which is the truth about where cells lie.
--
-- Versions are numbered by position from 0. What a version ends gets its number as to_version, what it brings has it as
-- from_version; NULL means that it still holds. unit_cell.geometry is the ground enclosed by the cell's edges that hold,
-- or held last. A code never comes back for other ground: unit_cell.code stays unique over all versions.

CREATE TABLE partition_version (
    id         BIGINT PRIMARY KEY,
    kind       TEXT NOT NULL,
    undone     BIGINT REFERENCES partition_version (id),
    valid_from BIGINT NOT NULL,
    note       TEXT NOT NULL
);

ALTER TABLE unit_cell ADD COLUMN from_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE unit_cell ADD COLUMN to_version BIGINT REFERENCES partition_version (id);
ALTER TABLE duty ADD COLUMN from_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE duty ADD COLUMN to_version BIGINT REFERENCES partition_version (id);

-- A cell on neither side is the ground outside the district.
CREATE TABLE cell_edge (
    id           BIGINT PRIMARY KEY,
    left_cell    BIGINT REFERENCES unit_cell (id),
    right_cell   BIGINT REFERENCES unit_cell (id),
    class        TEXT NOT NULL,
    segment      BIGINT REFERENCES road_segment (id),
    geometry     TEXT NOT NULL,
    from_version BIGINT NOT NULL REFERENCES partition_version (id),
    to_version   BIGINT REFERENCES partition_version (id)
);
