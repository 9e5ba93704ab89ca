"""LLVM text of elementary functions for eight patients at once."""

import math
import struct

LANES = 8
V = f"<{LANES} x double>"
_I = f"<{LANES} x i64>"
_B = f"<{LANES} x i1>"
_MAGIC = 6755399441055744.0  # 1.5 * 2^52: adding it leaves a number rounded to a whole one
_LN2_HIGH = 0.6931471803691238  # its last 32 bits are zero: a product with a count below is exact
_LN2_LOW = 1.9082149292705877e-10


def number(value: float) -> str:
    """Return a double as LLVM reads it exactly."""
    return "0x" + struct.pack(">d", value).hex().upper()


def splat(value: float) -> str:
    """Return a vector of one number."""
    return "<" + ", ".join([f"double {number(value)}"] * LANES) + ">"


def _whole(value: int) -> str:
    return "<" + ", ".join([f"i64 {value}"] * LANES) + ">"


def _polynomial(name: str, x: str, coefficients: list[float]) -> list[str]:
    """Return lines for the polynomial with those coefficients, the highest power first."""
    lines, last = [], splat(coefficients[0])
    for i, coefficient in enumerate(coefficients[1:]):
        lines.append(f"  %{name}m{i} = fmul contract {V} {last}, {x}")
        lines.append(f"  %{name}a{i} = fadd contract {V} %{name}m{i}, {splat(coefficient)}")
        last = f"%{name}a{i}"
    return lines


def _exp() -> list[str]:
    """e^x: x = n ln 2 + r, |r| <= ln 2 / 2, a Taylor polynomial of degree 13 (rest 4e-18)."""
    taylor = [1.0 / math.factorial(i) for i in range(13, -1, -1)]
    return [
        f"define internal {V} @t_exp({V} %x) alwaysinline {{",
        f"  %hi = fcmp ogt {V} %x, {splat(709.782712893384)}",
        f"  %lo = fcmp olt {V} %x, {splat(-708.0)}",
        f"  %c0 = select {_B} %hi, {V} {splat(709.0)}, {V} %x",
        f"  %c = select {_B} %lo, {V} {splat(-708.0)}, {V} %c0",
        f"  %s = fmul {V} %c, {splat(1.0 / math.log(2.0))}",
        f"  %k = fadd {V} %s, {splat(_MAGIC)}",
        f"  %n = fsub {V} %k, {splat(_MAGIC)}",
        f"  %r0m = fmul contract {V} %n, {splat(-_LN2_HIGH)}",
        f"  %r0 = fadd contract {V} %c, %r0m",
        f"  %r1m = fmul contract {V} %n, {splat(-_LN2_LOW)}",
        f"  %r = fadd contract {V} %r0, %r1m",
        *_polynomial("p", "%r", taylor),
        f"  %ki = bitcast {V} %k to {_I}",
        f"  %sh = shl {_I} %ki, {_whole(52)}",
        f"  %pi = bitcast {V} %pa12 to {_I}",
        f"  %ei = add {_I} %pi, %sh",
        f"  %e = bitcast {_I} %ei to {V}",
        f"  %e1 = select {_B} %lo, {V} {splat(0.0)}, {V} %e",
        f"  %e2 = select {_B} %hi, {V} {splat(math.inf)}, {V} %e1",
        f"  %nan = fcmp uno {V} %x, %x",
        f"  %e3 = select {_B} %nan, {V} %x, {V} %e2",
        f"  ret {V} %e3",
        "}",
    ]


def _log() -> list[str]:
    """Ln x: x = 2^k (1 + f), s = f/(2 + f), ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2))."""
    series = [2.0 / (2 * i + 1) for i in range(10, 0, -1)]
    return [
        f"define internal {V} @t_log({V} %x) alwaysinline {{",
        f"  %b = bitcast {V} %x to {_I}",
        # an exponent counted from the square root of a half: 1 + f lies from 0.71 to 1.41
        f"  %o = sub {_I} %b, {_whole(0x3FE6A09E667F3BCD)}",
        f"  %k = ashr {_I} %o, {_whole(52)}",
        f"  %ks = shl {_I} %k, {_whole(52)}",
        f"  %mi = sub {_I} %b, %ks",
        f"  %m = bitcast {_I} %mi to {V}",
        # the small whole number k as a double, without an instruction that only AVX-512DQ has
        f"  %kb = add {_I} %k, {_whole(struct.unpack('>q', struct.pack('>d', _MAGIC))[0])}",
        f"  %kd0 = bitcast {_I} %kb to {V}",
        f"  %kd = fsub {V} %kd0, {splat(_MAGIC)}",
        f"  %f = fadd {V} %m, {splat(-1.0)}",
        f"  %d = fadd {V} %m, {splat(1.0)}",
        f"  %s = fdiv {V} %f, %d",
        f"  %z = fmul {V} %s, %s",
        *_polynomial("p", "%z", series),
        f"  %R = fmul {V} %z, %pa8",
        f"  %ff = fmul {V} %f, %f",
        f"  %h = fmul {V} %ff, {splat(0.5)}",
        f"  %hR = fadd {V} %h, %R",
        f"  %t0 = fmul contract {V} %s, %hR",
        f"  %t1m = fmul contract {V} %kd, {splat(_LN2_LOW)}",
        f"  %t1 = fadd contract {V} %t0, %t1m",
        f"  %t2 = fsub {V} %h, %t1",
        f"  %t3 = fsub {V} %t2, %f",
        f"  %t4 = fmul contract {V} %kd, {splat(_LN2_HIGH)}",
        f"  %y = fsub contract {V} %t4, %t3",
        f"  %pos = fcmp ogt {V} %x, {splat(0.0)}",
        f"  %zero = fcmp oeq {V} %x, {splat(0.0)}",
        f"  %e0 = select {_B} %zero, {V} {splat(-math.inf)}, {V} {splat(math.nan)}",
        f"  %e1 = select {_B} %pos, {V} %y, {V} %e0",
        f"  %inf = fcmp oeq {V} %x, {splat(math.inf)}",
        f"  %e2 = select {_B} %inf, {V} %x, {V} %e1",
        f"  ret {V} %e2",
        "}",
    ]


def _rcp(*, fast: bool) -> list[str]:
    """1/x: divided, or on AVX-512 a 14-bit guess and two Newton steps (a divider takes thrice)."""
    head = f"define internal {V} @t_rcp({V} %x) alwaysinline {{"
    if not fast:
        return [head, f"  %r = fdiv {V} {splat(1.0)}, %x", f"  ret {V} %r", "}"]
    one = splat(1.0)
    return [
        f"declare {V} @llvm.x86.avx512.rcp14.pd.512({V}, {V}, i8)",
        f"declare {V} @llvm.fma.v{LANES}f64({V}, {V}, {V})",
        head,
        f"  %r0 = call {V} @llvm.x86.avx512.rcp14.pd.512({V} %x, {V} zeroinitializer, i8 -1)",
        f"  %nx = fneg {V} %x",
        f"  %e0 = call {V} @llvm.fma.v{LANES}f64({V} %nx, {V} %r0, {V} {one})",
        # 14 bits, 28, 56: the last step ends within an ulp
        f"  %r1 = call {V} @llvm.fma.v{LANES}f64({V} %r0, {V} %e0, {V} %r0)",
        f"  %e2 = call {V} @llvm.fma.v{LANES}f64({V} %nx, {V} %r1, {V} {one})",
        f"  %r2 = call {V} @llvm.fma.v{LANES}f64({V} %r1, {V} %e2, {V} %r1)",
        # zero and infinity keep the guess, which is exact there
        f"  %ok = fcmp ord {V} %r2, {splat(0.0)}",
        f"  %r = select {_B} %ok, {V} %r2, {V} %r0",
        f"  ret {V} %r",
        "}",
    ]


def _powers() -> list[str]:
    """|x|^y by logarithms, its sign for a negative x and whole y, and its bounded slope."""
    return [
        f"define internal {V} @t_logabs({V} %x) alwaysinline {{",
        f"  %a = call {V} @llvm.fabs.v{LANES}f64({V} %x)",
        f"  %small = fcmp olt {V} %a, {splat(1e-300)}",
        f"  %b = select {_B} %small, {V} {splat(1e-300)}, {V} %a",
        f"  %l = call {V} @t_log({V} %b)",
        f"  ret {V} %l",
        "}",
        # +1 or -1 for an even or odd whole y, else not-a-number: the sign of a negative x's power
        f"define internal {V} @t_sign({V} %y) alwaysinline {{",
        f"  %h = fmul {V} %y, {splat(0.5)}",
        f"  %fy = call {V} @llvm.floor.v{LANES}f64({V} %y)",
        f"  %fh = call {V} @llvm.floor.v{LANES}f64({V} %h)",
        f"  %whole = fcmp oeq {V} %y, %fy",
        f"  %even = fcmp oeq {V} %h, %fh",
        f"  %s0 = select {_B} %even, {V} {splat(1.0)}, {V} {splat(-1.0)}",
        f"  %s = select {_B} %whole, {V} %s0, {V} {splat(math.nan)}",
        f"  ret {V} %s",
        "}",
        f"define internal {V} @t_signed({V} %x, {V} %size, {V} %sign) alwaysinline {{",
        f"  %low = fcmp olt {V} %x, {splat(0.0)}",
        f"  %s = select {_B} %low, {V} %sign, {V} {splat(1.0)}",
        f"  %r = fmul {V} %size, %s",
        f"  ret {V} %r",
        "}",
    ]


def vector_math(*, fast_reciprocal: bool) -> str:
    """Return the functions that printed programs call: ``t_exp``, ``t_log``, ``t_rcp`` and kin."""
    names = ["fabs", "floor", "ceil", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan"]
    names += ["sinh", "cosh", "tanh"]
    declared = [f"declare {V} @llvm.{name}.v{LANES}f64({V})" for name in names]
    lines = [*declared, *_exp(), *_log(), *_rcp(fast=fast_reciprocal), *_powers()]
    return "\n".join(lines) + "\n"
