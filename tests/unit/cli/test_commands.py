import json
import subprocess
import sys
from pathlib import Path

import pytest

import trephine
from trephine.cli import main

TABLE = "study,xi,ni,dom\nA,3,10,x\nB,5,20,x\nC,2,30,y\nD,9,12,y\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "counts.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def test_version_alone(capsys) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"trephine {trephine.__version__}\n"


def test_version_loads_nothing_heavy() -> None:
    code = (
        "import sys; from trephine.cli import main; main(['--version']); print(sorted(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert not {"'numpy'", "'numba'", "'scipy'", "'pydantic'"} & set(
        done.replace("[", "").replace("]", "").split(", ")
    )


def test_a_pooled_estimate_loads_neither_compiler_nor_scipy(table: str) -> None:
    code = (
        "import sys; from trephine.cli import main; main(['pool', sys.argv[1], '--json']);"
        "print(any(m.split('.')[0] in ('numba','scipy','pydantic','narwhals','openpyxl')"
        " for m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, table], check=True, capture_output=True, text=True
    )
    assert done.stderr.strip() == "False"
    assert json.loads(done.stdout)["model"] == "binomial-normal"


def test_json_has_the_fields_keys(table: str, capsys) -> None:
    assert main(["pool", table, "--measure", "PLO", "--test", "z", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    keys = ["k", "estimate", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub"]
    keys += ["tau2", "tau2_lb", "tau2_ub", "I2", "H2", "Q", "Qp"]
    assert all(isinstance(found[key], int | float) for key in keys)
    assert set(found["back"]) == {"estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub"}


def test_json_agrees_with_python(table: str, capsys) -> None:
    main(["pool", table, "--measure", "PFT", "--method", "DL", "--test", "z", "--json"])
    found = json.loads(capsys.readouterr().out)
    ours = trephine.pool(
        trephine.effects("PFT", xi=[3, 5, 2, 9], ni=[10, 20, 30, 12]), method="DL", test="z"
    )
    assert found["estimate"] == pytest.approx(ours.estimate, rel=1e-12)
    assert found["back"]["miller_hm"]["ci_ub"] == pytest.approx(ours.back["miller_hm"].ci_ub)
    assert found["tau2_ub"] == pytest.approx(ours.tau2_ub, rel=1e-9)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_in_either_language(table: str, capsys, language: str) -> None:
    assert main(["pool", table, "--by", "dom", "--lang", language]) == 0
    text = capsys.readouterr().out
    assert ("合并" in text) == (language == "zh")
    assert "x" in text
    assert "Q(1)" in text


@pytest.mark.parametrize("suffix", [".py", ".R", ".do"])
def test_script_is_written(table: str, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"again{suffix}"
    assert main(["pool", table, "--measure", "PLO", "--script", str(path)]) == 0
    assert "30" in path.read_text(encoding="utf-8")


def test_map_takes_other_names(tmp_path: Path, capsys) -> None:
    path = tmp_path / "t.csv"
    path.write_text("研究,缓解,例数\n甲,3,10\n乙,5,20\n", encoding="gb18030")
    assert main(["pool", str(path), "--map", "xi=缓解，ni=例数", "--label", "研究", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["k"] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pool", "missing.csv"], "missing.csv"),
        (["pool", "TABLE", "--measure", "XYZ"], "XYZ"),
        (["pool", "TABLE", "--map", "xi"], "--map"),
        (["pool", "TABLE", "--by", "nowhere"], "nowhere"),
        (["pool", "TABLE", "--method", "magic"], "magic"),
        (["pool", "TABLE", "--report", "a.xyz"], ".xyz"),
        (["pool", "TABLE", "--script", "a.xyz"], ".xyz"),
        (["cite", "nonsense"], "nonsense"),
        (["nonsense"], "nonsense"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_refusals_name_what_was_found(
    table: str, capsys, arguments: list[str], said: str, language: str
) -> None:
    words = [table if word == "TABLE" else word for word in arguments]
    assert main([*words, "--lang", language]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_help_exists_in_both_languages(capsys) -> None:
    for command in ("pool", "reproduce", "cite"):
        texts = []
        for language in ("zh", "en"):
            with pytest.raises(SystemExit) as stop:
                main([command, "--help", "--lang", language])
            assert stop.value.code == 0
            texts.append(capsys.readouterr().out)
        assert texts[0] != texts[1]


def test_overview_lists_the_commands(capsys) -> None:
    assert main([]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in ("pool", "reproduce", "cite"))


@pytest.mark.parametrize(
    ("studies", "options", "compiled"),
    [
        (121, [], "compiled"),
        (120, [], "interpreted"),
        (121, ["--measure", "PFT"], "interpreted"),
        (1501, ["--measure", "PFT"], "compiled"),
        (20, ["--report", "a.html"], "interpreted"),
        (21, ["--report", "a.html"], "compiled"),
    ],
)
def test_the_number_of_studies_decides_whether_kernels_are_compiled(
    tmp_path: Path, studies: int, options: list[str], compiled: str
) -> None:
    """Not the file's size: every table here is padded to 100 kB."""
    rows = [f"S{i},{i % 7 + 1},{i % 9 + 9},{'x' * (100_000 // studies)}" for i in range(studies)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["study,xi,ni,note", *rows]), encoding="utf-8")
    code = (
        "import sys; from trephine.evidence.kernel import mode; from trephine.cli import main\n"
        "class Decided(BaseException): pass\n"
        "def told(function):\n"
        "    print('compiled' if mode.is_compiled() else 'interpreted'); raise Decided\n"
        "mode.jit = told\n"
        "try: main(['pool', *sys.argv[1:]])\n"
        "except Decided: pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), *options],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.stdout.strip() == compiled


@pytest.mark.parametrize("options", [[], ["--measure", "PLO", "--cc", "0.5"], ["--measure", "PFT"]])
def test_compiled_and_interpreted_commands_agree(table: str, options: list[str]) -> None:
    code = (
        "import sys, trephine.cli.pool as p; from trephine.cli import main\n"
        "if sys.argv[1] == 'compiled': p._FEW = p._FEW_EXACT = -1\n"
        "main(['pool', *sys.argv[2:], '--json'])\n"
    )
    found = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code, how, table, *options],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for how in ("compiled", "interpreted")
    ]
    for key in ("estimate", "se", "ci_lb", "ci_ub", "tau2", "tau2_ub", "I2", "Q"):
        assert found[0][key] == pytest.approx(found[1][key], rel=1e-11), key
