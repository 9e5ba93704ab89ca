"""Print the step itself: its stages in order, their sums, the error."""

from trephine.mechanism.kernel.layout import HEAD, Layout
from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.kernel.print_llvm import combination
from trephine.mechanism.kernel.vector_math import LANES, V, number, splat

_B = f"<{LANES} x i1>"


def step_function(method: RosenbrockMethod, place: Layout, *, timed: bool, x86: bool) -> str:
    """Return ``step``: from y, t, h to the new values, the increments, the error and the factor."""
    n = place.states
    lines = ["define void @step(ptr noalias %w) #0 {"]
    if x86:
        # numbers below 1e-308 count as zero: computing with them takes a hundred times as long
        lines += [
            "  %mode = alloca i32",
            "  %flush = alloca i32",
            "  call void @llvm.x86.sse.stmxcsr(ptr %mode)",
            "  %m0 = load i32, ptr %mode",
            "  %m1 = or i32 %m0, 32832",
            "  store i32 %m1, ptr %flush",
            "  call void @llvm.x86.sse.ldmxcsr(ptr %flush)",
        ]
    lines += [_slot("ph", "h"), f"  %h = load {V}, ptr %ph, align 64"]
    lines += [f"  %hg = fmul {V} %h, {splat(method.gamma)}", f"  %w1 = call {V} @t_rcp({V} %hg)"]
    lines += [_slot("pw", "w"), f"  store {V} %w1, ptr %pw, align 64"]
    if timed:
        lines += [_slot("pt", "t"), f"  %t = load {V}, ptr %pt, align 64"]
        lines += [_slot("ps", "stage_t"), _slot("pd", "stage_hd")]
    functions = []
    for i in range(method.stages):
        if timed:
            lines += [
                f"  %c{i} = fmul {V} %h, {splat(method.c[i])}",
                f"  %t{i} = fadd {V} %t, %c{i}",
                f"  store {V} %t{i}, ptr %ps, align 64",
                f"  %d{i} = fmul {V} %h, {splat(method.d[i])}",
                f"  store {V} %d{i}, ptr %pd, align 64",
            ]
        if i == 0:
            lines.append("  call void @begin(ptr %w)")
            continue
        functions.append(combination(f"sum{i}", n, _sums(method, place, i)))
        lines += [
            f"  call void @sum{i}(ptr %w)",
            f"  %k{i} = getelementptr inbounds {V}, ptr %w, i64 {place.k + i * n}",
            f"  call void @again(ptr %w, ptr %k{i})",
        ]
    last = place.k + (method.stages - 1) * n
    functions.append(combination("finish", n, [(place.new, [(1.0, place.stage), (1.0, last)])]))
    lines += ["  call void @finish(ptr %w)", "  call void @judge(ptr %w)"]
    if x86:
        lines.append("  call void @llvm.x86.sse.ldmxcsr(ptr %mode)")
        functions += [
            "declare void @llvm.x86.sse.stmxcsr(ptr)",
            "declare void @llvm.x86.sse.ldmxcsr(ptr)",
        ]
    return "\n".join([*functions, *lines, "  ret void", "}", ""])


def _sums(
    method: RosenbrockMethod, place: Layout, i: int
) -> list[tuple[int, list[tuple[float, int]]]]:
    """Return a stage's two sums: where it stands, and what earlier increments add to its rates."""
    n, row, before = place.states, method.a[i], method.a[i - 1]
    if i > 1 and row[: len(before)] == before and len(row) == len(before) + 1:
        stage = [(1.0, place.stage), (row[-1], place.k + len(before) * n)]
    else:
        stage = [(1.0, place.y), *((a, place.k + j * n) for j, a in enumerate(row) if a)]
    sums = [(c * method.gamma, place.k + j * n) for j, c in enumerate(method.C[i]) if c]
    return [(place.stage, stage), (place.sums, sums)]


def error_function(method: RosenbrockMethod, place: Layout, floors: list[float]) -> str:
    """Return ``judge``: the error's norm over ``rtol (|y| + floor)``, and the next step's factor.

    The norm is the root of the mean square over the states. The factor is 0.9 norm^(-1/(q+1))
    between 0.2 and 5 for an embedded method of order q.
    """
    n = place.states
    kept = [(e, place.k + j * n) for j, e in enumerate(method.e) if e]
    floor = f"[{n} x double] [{', '.join(f'double {number(one)}' for one in floors)}]"
    lines = [
        f"@floors = internal constant {floor}",
        "define internal void @judge(ptr noalias %w) #0 {",
        "entry:",
        _slot("pr", "rtol"),
        f"  %rtol = load {V}, ptr %pr, align 64",
        _slot("pe", "error"),
        _slot("pf", "factor"),
        "  br label %loop",
        "loop:",
        "  %i = phi i64 [ 0, %entry ], [ %j, %loop ]",
        f"  %acc = phi {V} [ zeroinitializer, %entry ], [ %sum, %loop ]",
    ]
    error = ""
    for j, (weight, first) in enumerate(kept):
        lines += _at(f"k{j}", first)
        lines.append(f"  %e{j} = fmul contract {V} %k{j}, {splat(weight)}")
        if error:
            lines.append(f"  %f{j} = fadd contract {V} {error}, %e{j}")
        error = f"%f{j}" if error else f"%e{j}"
    lines += [*_at("y", place.y), *_at("n", place.new)]
    lines += [
        f"  %ya = call {V} @llvm.fabs.v{LANES}f64({V} %y)",
        f"  %na = call {V} @llvm.fabs.v{LANES}f64({V} %n)",
        f"  %gt = fcmp ogt {V} %ya, %na",
        f"  %big = select {_B} %gt, {V} %ya, {V} %na",
        f"  %pfl = getelementptr inbounds [{n} x double], ptr @floors, i64 0, i64 %i",
        "  %fl = load double, ptr %pfl",
        f"  %fv0 = insertelement {V} poison, double %fl, i64 0",
        f"  %fv = shufflevector {V} %fv0, {V} poison, <{LANES} x i32> zeroinitializer",
        f"  %size = fadd {V} %big, %fv",
        f"  %inv = call {V} @t_rcp({V} %size)",
        f"  %rel = fmul {V} {error}, %inv",
        f"  %sq = fmul contract {V} %rel, %rel",
        f"  %sum = fadd contract {V} %acc, %sq",
        "  %j = add i64 %i, 1",
        f"  %more = icmp ult i64 %j, {n}",
        "  br i1 %more, label %loop, label %out",
        "out:",
        f"  %mean = fmul {V} %sum, {splat(1.0 / n)}",
        f"  %root = call {V} @llvm.sqrt.v{LANES}f64({V} %mean)",
        f"  %ir = call {V} @t_rcp({V} %rtol)",
        f"  %norm = fmul {V} %root, %ir",
        f"  store {V} %norm, ptr %pe, align 64",
        f"  %low = fcmp olt {V} %norm, {splat(1e-8)}",
        f"  %n1 = select {_B} %low, {V} {splat(1e-8)}, {V} %norm",
        f"  %ln = call {V} @t_log({V} %n1)",
        f"  %ex = fmul {V} %ln, {splat(-1.0 / (method.error_order + 1))}",
        f"  %pw = call {V} @t_exp({V} %ex)",
        f"  %f0 = fmul {V} %pw, {splat(0.9)}",
        f"  %up = fcmp ogt {V} %f0, {splat(5.0)}",
        f"  %fa = select {_B} %up, {V} {splat(5.0)}, {V} %f0",
        # also where the norm is not a number
        f"  %ok = fcmp ogt {V} %fa, {splat(0.2)}",
        f"  %fb = select {_B} %ok, {V} %fa, {V} {splat(0.2)}",
        f"  store {V} %fb, ptr %pf, align 64",
        "  ret void",
        "}",
        "",
    ]
    return "\n".join(lines)


def _slot(name: str, head: str) -> str:
    return f"  %{name} = getelementptr inbounds {V}, ptr %w, i64 {HEAD.index(head)}"


def _at(name: str, first: int) -> list[str]:
    return [
        f"  %o_{name} = add i64 %i, {first}",
        f"  %p_{name} = getelementptr inbounds {V}, ptr %w, i64 %o_{name}",
        f"  %{name} = load {V}, ptr %p_{name}, align 64",
    ]
