"""Errors go from process to process as they are."""

import pickle

import pytest

from trephine.core.error import ContentError, InputError, MethodError
from trephine.core.text import Text


@pytest.mark.parametrize("kind", [InputError, MethodError, ContentError])
def test_an_error_comes_back_whole_from_another_process(kind):
    error = kind(what=Text(zh="甲", en="a"), where="b", found="c", do=Text(zh="丁", en="d"))
    back = pickle.loads(pickle.dumps(error))  # noqa: S301  (made in the line itself)
    assert type(back) is kind
    assert back.render("zh") == error.render("zh") == "错误: 甲\n位置: b\n发现: c\n处理: 丁"
    assert back.args == error.args
