// In which order the arms take their turns.

/// Rounds in which each arm runs once, so that what changes on the machine meanwhile meets all of them alike.
enum RoundOrder {
    /// The arms of a round by their numbers.
    ///
    /// Each round begins with the next arm, and every second series of rounds runs backwards: over twice as many
    /// rounds as arms, each arm is as often at each place, and as often before as behind each other.
    static func arms(inRound round: Int, of armCount: Int) -> [Int] {
        let order = (0..<armCount).map { ($0 + round) % armCount }
        return (round / armCount).isMultiple(of: 2) ? order : order.reversed()
    }
}
