//! Files that appear whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Files in the making: each is written beside its place and only moved there by [`Outputs::finish`]. What is not finished is
/// removed, and what stood there before stays.
#[derive(Debug, Default)]
pub struct Outputs {
    files: Vec<(PathBuf, PathBuf)>,
}

impl Outputs {
    /// Writes a file beside its place.
    ///
    /// # Errors
    /// What the system answers, with the file's name.
    pub fn write(&mut self, path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let part = path.with_file_name(name);
        let written = || {
            let mut out = BufWriter::new(File::create(&part)?);
            self.files.push((part, path.to_owned()));
            write(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        written().with_context(|| cannot_write(path))
    }

    /// Moves all files to their places.
    ///
    /// # Errors
    /// What the system answers, with the file's name; files before that one are in their places.
    pub fn finish(mut self) -> Result<()> {
        for (part, path) in &self.files {
            fs::rename(part, path).with_context(|| cannot_write(path))?;
        }
        self.files.clear();
        Ok(())
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        for (part, _) in &self.files {
            // One that was moved already is not there.
            let _ = fs::remove_file(part);
        }
    }
}

/// Refuses to write over what is read, into a folder, and two outputs into one file.
///
/// # Errors
/// The output that cannot be.
pub fn check_paths(inputs: &[Option<&PathBuf>], outputs: &[&PathBuf]) -> Result<()> {
    for (at, out) in outputs.iter().enumerate() {
        let others = inputs.iter().flatten().chain(&outputs[..at]);
        if others.into_iter().any(|it| same_file(it, out)) {
            anyhow::bail!(
                "{0} 不能既是输入又是输出，也不能输出两次 / {0} is named twice: it would be written over",
                out.display()
            );
        }
        if out.is_dir() {
            anyhow::bail!("{0} 是文件夹，不能写入 / {0} is a folder, not a file", out.display());
        }
    }
    Ok(())
}

/// Tells whether two paths lead to the same file, as far as files are there.
fn same_file(a: &Path, b: &Path) -> bool {
    a == b || a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}

fn cannot_write(path: &Path) -> String {
    format!("无法写入 {0} / cannot write {0}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_together_and_replace_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old").unwrap();
        let mut outputs = Outputs::default();
        outputs.write(&folder.path().join("a"), |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"old");
        outputs.write(&folder.path().join("b"), |out| out.write_all(b"b")).unwrap();
        outputs.finish().unwrap();
        assert_eq!(names(folder.path()), ["a", "b"]);
        assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"new");
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut outputs = Outputs::default();
        outputs.write(&folder.path().join("a"), |out| out.write_all(b"a")).unwrap();
        let full = outputs.write(&folder.path().join("b"), |_| Err(io::ErrorKind::StorageFull.into()));
        assert!(format!("{:#}", full.unwrap_err()).contains('b'));
        assert!(outputs.write(&folder.path().join("none/c"), |_| Ok(())).is_err());
        drop(outputs);
        assert!(names(folder.path()).is_empty());
    }
}
