//! The frame of a PBF file: a row of blocks, each with its length, and their guarded decoding.

use std::{
    fs::File,
    io::{BufReader, Cursor, Read, Seek, SeekFrom},
    panic::{AssertUnwindSafe, catch_unwind},
};

use osmpbf::{BlobDecode, BlobReader, PrimitiveBlock};

use crate::Problem;

/// The greatest length of a block's header and of a block (OSM wiki, PBF Format: 64 KiB and 32 MiB must not be exceeded).
const HEADER_LIMIT: u64 = 64 << 10;
const BLOCK_LIMIT: u64 = 32 << 20;

/// Where a block lies in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) at: u64,
    pub(super) len: u64,
}

/// Reads blocks one by one or again.
#[derive(Debug)]
pub(super) struct Blocks {
    file: BufReader<File>,
    len: u64,
}

impl Blocks {
    pub(super) fn new(file: BufReader<File>, len: u64) -> Self {
        Self { file, len }
    }

    /// Returns the extent of the block that begins at `at`; `None` at the end of the file.
    pub(super) fn extent(&mut self, at: u64) -> Result<Option<Extent>, Problem> {
        if at == self.len {
            return Ok(None);
        }
        let frame = self.bytes(Extent { at, len: 4 })?;
        let header_len = u64::from(u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]]));
        if header_len > HEADER_LIMIT {
            return Err(Problem::Broken { at, what: format!("a block header of {header_len} bytes") });
        }
        let header = self.bytes(Extent { at, len: 4 + header_len })?;
        let size = guarded(at, || {
            let mut reader = BlobReader::new_seekable(Cursor::new(&header)).map_err(|it| broken(at, &it))?;
            match reader.next_header_skip_blob() {
                Some(Ok((header, _))) => Ok(i64::from(header.get_blob_size())),
                Some(Err(error)) => Err(broken(at, &error)),
                None => Err(Problem::Broken { at, what: "no block header".to_owned() }),
            }
        })?;
        let size = u64::try_from(size).ok().filter(|it| *it <= BLOCK_LIMIT);
        let size = size.ok_or_else(|| Problem::Broken { at, what: "a block of impossible size".to_owned() })?;
        let extent = Extent { at, len: 4 + header_len + size };
        if extent.at + extent.len > self.len { Err(Problem::Truncated { at }) } else { Ok(Some(extent)) }
    }

    /// Decodes a block and hands it to `visit`, unless it is a header or of an unknown kind.
    pub(super) fn visit(&mut self, extent: Extent, visit: &mut dyn FnMut(&PrimitiveBlock)) -> Result<(), Problem> {
        let at = extent.at;
        let bytes = self.bytes(extent)?;
        guarded(at, || {
            let blob = BlobReader::new(Cursor::new(&bytes)).next();
            let blob = blob.ok_or_else(|| Problem::Broken { at, what: "no block".to_owned() })?;
            match blob.and_then(|it| it.decode().map(own)).map_err(|it| broken(at, &it))? {
                Decoded::Header(features) => features.map_or(Ok(()), |it| Err(Problem::Feature(it))),
                Decoded::Data(block) => {
                    visit(&block);
                    Ok(())
                }
                Decoded::Other => Ok(()),
            }
        })
    }

    fn bytes(&mut self, extent: Extent) -> Result<Vec<u8>, Problem> {
        if extent.at + extent.len > self.len {
            return Err(Problem::Truncated { at: extent.at });
        }
        self.file.seek(SeekFrom::Start(extent.at))?;
        let mut bytes = vec![0; extent.len as usize];
        // The file may have become shorter since its length was taken.
        self.file.read_exact(&mut bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Problem::Truncated { at: extent.at },
            _ => error.into(),
        })?;
        Ok(bytes)
    }
}

enum Decoded {
    /// The first feature that is needed but not supported.
    Header(Option<String>),
    Data(PrimitiveBlock),
    Other,
}

fn own(block: BlobDecode<'_>) -> Decoded {
    const SUPPORTED: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
    match block {
        BlobDecode::OsmHeader(header) => {
            let features = header.required_features();
            Decoded::Header(features.iter().find(|it| !SUPPORTED.contains(&it.as_str())).cloned())
        }
        BlobDecode::OsmData(block) => Decoded::Data(block),
        BlobDecode::Unknown(_) => Decoded::Other,
    }
}

fn broken(at: u64, error: &osmpbf::Error) -> Problem {
    Problem::Broken { at, what: error.to_string() }
}

/// Runs a decoder that may panic on bytes that contradict themselves (sums of deltas that overflow, unknown member types);
/// what it has touched is dropped with the error.
fn guarded<T>(at: u64, decode: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(decode))
        .unwrap_or_else(|_| Err(Problem::Broken { at, what: "its values contradict each other".to_owned() }))
}
