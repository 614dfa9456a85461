// The natural logarithm, which the standard library does not have.

private import Glibc

/// The natural logarithm of a number above zero.
func logarithm(_ value: Double) -> Double { log(value) }

/// Ten to the power of a number.
func powerOfTen(_ exponent: Double) -> Double { pow(10, exponent) }
