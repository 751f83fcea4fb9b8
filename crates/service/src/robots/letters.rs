//! Letters as administrators look after them.

use model::{Change, Letter, LetterChange, LetterId, Robot, RobotId};
use store::{LetterQuery, LetterQueue, StoreError};

use super::RobotError;
use crate::Service;

impl Service {
    /// Reads letters, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn letters(&self, query: LetterQuery) -> Result<Vec<Letter>, StoreError> {
        self.shared.store.letters(query).await
    }

    /// Counts what waits for each robot and what was laid aside; robots without either are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn letter_queues(&self) -> Result<Vec<LetterQueue>, StoreError> {
        self.shared.store.letter_queues().await
    }

    /// Sends a letter that waits or was laid aside now, as if it had not been tried; returns it as it is then.
    ///
    /// # Errors
    /// [`RobotError::NoLetter`], [`RobotError::Settled`]; otherwise when the store fails.
    pub async fn send_again(&self, letter: LetterId) -> Result<Letter, RobotError> {
        let again = self.change_letter(letter, LetterChange::Again { letter, at: self.now_ms() }).await;
        self.shared.robots.wake.notify_one();
        again
    }

    /// Sends all letters now that were laid aside for a robot, as if they had not been tried; returns the robot.
    ///
    /// # Errors
    /// [`RobotError::Unknown`]; otherwise when the store fails.
    pub async fn send_all_again(&self, robot: RobotId) -> Result<Robot, RobotError> {
        let known = self.robot(robot)?;
        let change = LetterChange::AllAgain { robot, at: self.now_ms() };
        self.shared.store.commit(self.author, Change::Letter(change)).await?;
        self.shared.robots.wake.notify_one();
        Ok(known)
    }

    /// Gives a letter up that waits or was laid aside; returns it as it is then.
    ///
    /// # Errors
    /// As [`Self::send_again`].
    pub async fn drop_letter(&self, letter: LetterId) -> Result<Letter, RobotError> {
        self.change_letter(letter, LetterChange::Dropped { letter, at: self.now_ms() }).await
    }

    async fn change_letter(&self, id: LetterId, change: LetterChange) -> Result<Letter, RobotError> {
        self.letter(id).await?;
        match self.shared.store.commit(self.author, Change::Letter(change)).await {
            Ok(_) => self.letter(id).await,
            Err(StoreError::NotOnRecord { .. }) => Err(RobotError::Settled),
            Err(err) => Err(err.into()),
        }
    }

    async fn letter(&self, id: LetterId) -> Result<Letter, RobotError> {
        let query = LetterQuery { id: Some(id), limit: 1, ..LetterQuery::default() };
        self.letters(query).await?.pop().ok_or(RobotError::NoLetter)
    }
}
