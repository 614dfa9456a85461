// The machine in a few words.

import Testing

@testable import LoadGenerator

@Suite struct MachineTextTests {
    @Test func `processors are counted and named`() {
        let processors =
            "processor\t: 0\nmodel name\t: A Chip\n\nprocessor\t: 1\nmodel name\t: A Chip\n"
        #expect(
            MachineText.text(processors: processors, kernel: "6.1.0\n")
                == "A Chip, 2 cores, Linux 6.1.0"
        )
        #expect(
            MachineText.text(processors: "processor : 0\n", kernel: "5")
                == "unknown processor, 1 core, Linux 5"
        )
        #expect(MachineText.describe().contains("Linux "))
    }
}
