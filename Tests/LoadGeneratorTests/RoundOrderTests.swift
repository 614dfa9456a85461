// In which order arms take their turns.

import Testing

@testable import LoadGenerator

@Suite struct RoundOrderTests {
    @Test func `two arms go forth and back`() {
        let orders = (0..<5).map { RoundOrder.arms(inRound: $0, of: 2) }
        #expect(orders == [[0, 1], [1, 0], [1, 0], [0, 1], [0, 1]])
    }

    @Test func `one arm is always itself`() {
        for round in 0..<4 { #expect(RoundOrder.arms(inRound: round, of: 1) == [0]) }
    }

    @Test(arguments: 1...6)
    func `each arm runs once a round, and is at each place and before each other equally often`(
        armCount: Int
    ) {
        var places = Array(repeating: Array(repeating: 0, count: armCount), count: armCount)
        var isBefore = places
        for round in 0..<2 * armCount {
            let order = RoundOrder.arms(inRound: round, of: armCount)
            #expect(order.sorted() == Array(0..<armCount))
            for (place, arm) in order.enumerated() {
                places[arm][place] += 1
                for later in order[(place + 1)...] { isBefore[arm][later] += 1 }
            }
        }
        #expect(places.joined().allSatisfy { $0 == 2 })
        for one in 0..<armCount {
            for other in 0..<armCount where one != other {
                #expect(isBefore[one][other] == armCount)
            }
        }
    }
}
