"""admit: refuse what a person may not do in a review, before it is written."""

from typing import Any, NoReturn

from trephine.core import review_event as ev
from trephine.core.error import InputError
from trephine.core.review import Review
from trephine.core.review_protocol import STAGES, Stage
from trephine.core.text import Text
from trephine.core.undone import Undone
from trephine.evidence.review.extraction_cells import extraction_cells
from trephine.evidence.review.fold import PERSONAL
from trephine.evidence.review.included_studies import included_studies
from trephine.evidence.review.queue import queue
from trephine.evidence.review.standings import standings

_NOT_MEMBER = Text(zh="您在本评价中没有这一职责", en="you have no such part in this review")
_ASK = Text(zh="请评价的负责人加入或改派", en="ask whoever leads the review to add you")
_RELOAD = Text(zh="刷新后重试", en="reload and try again")


def admit(review: Review, payload: Any, author: str) -> None:
    """Return nothing where ``author`` may do what ``payload`` says; else raise InputError.

    It checks against the review as it stands: roles and assignments, that reports, reasons,
    items and studies exist, that an exclusion names its reason, that a third person settles what
    they did not vote on, that a value not reported holds no number. Rights of accounts (who may
    register a protocol at all) are the application's.
    """
    match payload:
        case Undone():
            admit_undo(review, payload.version, author)
        case ev.VoteCast():
            _vote(review, payload, author)
        case ev.ConflictSettled():
            _settle(review, payload, author)
        case ev.ReferencesImported():
            taken = [one.id for one in payload.references if one.id in review.references]
            if taken:
                what = Text(zh="记录标识已被占用", en="ids of records are taken")
                _refuse(what, "references-imported", ", ".join(taken[:3]), _RELOAD)
        case ev.DuplicatesDecided():
            for one in payload.verdicts:
                _known(review, one.one, review.references)
                _known(review, one.other, review.references)
        case ev.FieldChosen() | ev.ReferenceCorrected():
            _known(review, payload.reference, review.references)
        case ev.ReportTagged() | ev.FullTextRecorded():
            _known(review, payload.report, review.report_of)
        case ev.ReportsGrouped():
            for key in payload.reports:
                _known(review, key, review.report_of)
        case ev.ArmsNamed():
            _member(review, author, "extractor")
            _study(review, payload.study)
            _arms(payload)
        case ev.ValueExtracted() | ev.ValueSettled():
            _value(review, payload, author)
        case ev.MinorsScored() | ev.MinorsSettled():
            _minors(review, payload, author)
        case ev.ProtocolRegistered():
            _protocol(review, payload)
        case ev.PersonAdded() | ev.PersonRemoved():
            _person(review, payload, author)
        case ev.ProtocolDeviated():
            _said(payload.what, Text(zh="须写明做了什么", en="it is not said what was done"))
            _said(payload.why, Text(zh="须写明原因", en="it is not said why"))
        case ev.UpdateStarted():
            _said(payload.label, Text(zh="更新须有名称", en="an update needs its name"))
            if payload.label in review.updates:
                what = Text(zh="已有同名的更新", en="there is an update of this name")
                do = Text(zh="另取一个名称", en="give it another name")
                _refuse(what, "label", payload.label, do)
        case _:
            pass


def admit_undo(review: Review, version: int, author: str) -> None:
    """Return nothing where ``author`` may take back an event; else raise InputError.

    Votes, readings and scores are taken back by whoever gave them, other events by anybody whom
    the application lets.
    """
    found = next((line for line in review.history if line.version == version), None)
    if found is None or version in review.undone:
        what = Text(zh="没有可撤销的事件", en="there is nothing to undo")
        _refuse(what, f"v{version}", "", _RELOAD)
    if found.kind in PERSONAL and found.author != author:
        what = Text(
            zh="他人的投票或读数只能由其本人撤销",
            en="a vote or reading is taken back by its author alone",
        )
        do = Text(zh="请其本人撤销，或提交第三方裁决", en="ask them, or have it settled by a third")
        _refuse(what, f"v{version}", found.author, do)


def _refuse(what: Text, where: str, found: str, do: Text) -> NoReturn:
    raise InputError(what=what, where=where, found=found, do=do)


def _known(review: Review, key: str, among: Any) -> None:
    del review
    if key not in among:
        what = Text(zh="没有这条记录", en="there is no such record")
        _refuse(what, "review", key, _RELOAD)


def _member(review: Review, author: str, *roles: str) -> None:
    person = review.reviewer(author)
    if person is None or not person.active or not set(person.roles) & set(roles):
        _refuse(_NOT_MEMBER, author, ", ".join(person.roles) if person else "", _ASK)


def _reasoned(review: Review, stage: Stage, verdict: str, reason: str, report: str) -> None:
    protocol = review.protocol
    if verdict != "exclude" or protocol is None:
        return
    if reason and protocol.criterion(reason) is None:
        what = Text(zh="方案中没有这一理由", en="the protocol has no such reason")
        listed = ", ".join(one.id for one in protocol.criteria)
        do = Text(zh=f"可选：{listed}", en=f"choose one of: {listed}")
        _refuse(what, report, reason, do)
    if not reason and stage in protocol.reasons_at:
        what = Text(zh="排除须说明理由", en="an exclusion needs its reason")
        do = Text(zh="选择一条纳排标准", en="choose one of the criteria")
        _refuse(what, report, "", do)


def _vote(review: Review, vote: ev.VoteCast, author: str) -> None:
    _member(review, author, "screener")
    _known(review, vote.report, review.report_of)
    report = review.report_of[vote.report]
    standing = standings(review, vote.stage, among={report}).get(report)
    if standing is None:
        what = Text(zh="该文献尚未进入这一阶段", en="the report has not reached this stage")
        _refuse(what, report, vote.stage, _RELOAD)
    _reasoned(review, vote.stage, vote.verdict, vote.reason, report)
    if any(one.reviewer == author for one in standing.votes):
        return
    if not queue(review, author, vote.stage, among={report}):
        what = Text(zh="该文献不在您的队列中", en="the report is not in your queue")
        _refuse(what, report, standing.state, _ASK)


def _settle(review: Review, made: ev.ConflictSettled, author: str) -> None:
    _member(review, author, "third" if made.by == "third" else "screener")
    _known(review, made.report, review.report_of)
    report = review.report_of[made.report]
    standing = standings(review, made.stage, among={report}).get(report)
    if standing is None or not (standing.state == "conflict" or standing.settled):
        what = Text(zh="这里没有待裁决的分歧", en="there is no disagreement to settle")
        _refuse(what, report, standing.state if standing else made.stage, _RELOAD)
    voted = author in {one.reviewer for one in standing.votes}
    if made.by == "third" and voted:
        what = Text(zh="第三方不能裁决自己投过票的文献", en="a third person did not vote on it")
        do = Text(
            zh="由他人裁决，或记为双方讨论一致",
            en="let somebody else settle it, or record it as settled in discussion",
        )
        _refuse(what, report, author, do)
    if made.by == "discussion" and not voted:
        what = Text(zh="讨论一致只能由投票者记录", en="a discussion is recorded by one who voted")
        _refuse(what, report, author, _ASK)
    _reasoned(review, made.stage, made.verdict, made.reason, report)


def _value(review: Review, given: ev.ValueExtracted | ev.ValueSettled, author: str) -> None:
    _member(review, author, *(("extractor", "third") if _settles(given) else ("extractor",)))
    where = f"{given.study} {given.item}"
    _study(review, given.study)
    if review.protocol is not None and review.protocol.items:
        item = review.protocol.item(given.item)
        if item is None:
            what = Text(zh="方案中没有这一提取项", en="the protocol extracts no such item")
            _refuse(what, where, given.item, _RELOAD)
    value = given.value
    numbers = [one for one in (value.events, value.n, value.number) if one is not None]
    if value.state == "not-reported" and (numbers or value.printed):
        what = Text(zh="“未报告”不能带数字", en="a value not reported holds no figure")
        do = Text(zh="报告为 0 时选“已报告”", en="where 0 is reported, choose reported")
        _refuse(what, where, value.printed or str(numbers), do)
    if value.state == "reported" and not numbers and not value.printed:
        what = Text(zh="已报告的值是空的", en="a reported value is empty")
        do = Text(zh="填写原文，或选“未报告”", en="enter what is printed, or choose not reported")
        _refuse(what, where, "", do)
    if value.events is not None and (
        value.events < 0 or (value.n is not None and value.events > value.n)
    ):
        what = Text(zh="事件数不在 0 与例数之间", en="events are not between 0 and n")
        do = Text(zh="核对原文", en="look at the source again")
        _refuse(what, where, f"{value.events}/{value.n}", do)
    if isinstance(given, ev.ValueSettled):
        key = (given.study, given.arm, given.item)
        cells = {(one.study, one.arm, one.item): one for one in extraction_cells(review)}
        if key not in cells or cells[key].state not in {"differ", "settled"}:
            what = Text(zh="这里没有待裁决的分歧", en="there is no disagreement to settle")
            _refuse(what, where, "", _RELOAD)


def _arms(given: ev.ArmsNamed) -> None:
    if len(given.arms) == 1 or not all(one.strip() for one in given.arms):
        what = Text(zh="组至少两个，各有名称", en="arms are two or more, each with a name")
        do = Text(zh="只有一组时不必填写", en="leave a study of one arm as it is")
        _refuse(what, given.study, ", ".join(given.arms), do)
    if len(set(given.arms)) < len(given.arms):
        what = Text(zh="组的名称重复", en="two arms have one name")
        _refuse(what, given.study, ", ".join(given.arms), Text(zh="改名", en="rename one"))


def _settles(given: object) -> bool:
    return isinstance(given, ev.ValueSettled | ev.MinorsSettled)


def _study(review: Review, key: str) -> None:
    if key not in {one.id for one in included_studies(review)}:
        what = Text(zh="没有这项纳入的研究", en="there is no such included study")
        _refuse(what, "review", key, _RELOAD)


def _minors(review: Review, given: ev.MinorsScored | ev.MinorsSettled, author: str) -> None:
    _member(review, author, *(("extractor", "third") if _settles(given) else ("extractor",)))
    _study(review, given.study)
    count = review.protocol.tool_items if review.protocol else 8
    if not 1 <= given.item <= count:
        what = Text(zh="没有这一条目", en="there is no such item")
        do = Text(zh=f"条目为 1 至 {count}", en=f"items are 1 to {count}")
        _refuse(what, given.study, str(given.item), do)


def _said(text: str, what: Text) -> None:
    if not text.strip():
        _refuse(what, "review", "", Text(zh="填写后再提交", en="fill it in and send it again"))


def _person(review: Review, payload: ev.PersonAdded | ev.PersonRemoved, author: str) -> None:
    person = review.reviewer(payload.person)
    active = [one.person for one in review.reviewers if one.active]
    if isinstance(payload, ev.PersonAdded):
        if not payload.roles:
            what = Text(zh="未选职责", en="no part is chosen")
            do = Text(zh="选择至少一项职责", en="choose at least one part")
            _refuse(what, "roles", payload.person, do)
        return
    if person is None or not person.active:
        what = Text(zh="此人不在评价中", en="this person does not take part")
        _refuse(what, "person", payload.person, _RELOAD)
    if not payload.keep_votes and payload.person != author:
        what = Text(
            zh="他人的投票与读数不能代为丢弃",
            en="what another person judged is not discarded for them",
        )
        do = Text(zh="保留其投票，或由其本人离开时丢弃", en="keep it, or let them discard it")
        _refuse(what, "keep_votes", payload.person, do)
    if active == [payload.person]:
        what = Text(zh="最后一位成员不能离开", en="the last person cannot leave")
        do = Text(zh="先加入他人", en="add somebody first")
        _refuse(what, "person", payload.person, do)


def _protocol(review: Review, payload: ev.ProtocolRegistered) -> None:
    if payload.protocol.votes < review.votes_needed:
        begun = [
            key
            for stage in STAGES
            for key, one in standings(review, stage).items()
            if one.state == "waiting" and one.votes
        ]
        if begun:
            what = Text(
                zh="有文献还缺投票，不能减少票数", en="votes are not lowered while reports wait"
            )
            do = Text(zh="先投完已开始的文献", en="first finish the reports that were begun")
            _refuse(what, "votes", f"{len(begun)}", do)
    methods = payload.protocol.methods
    if methods.model == "by-rule" and (methods.rule is None or not methods.rule.zh.strip()):
        what = Text(
            zh="选了“按规则定模型”，却未写规则", en="the model is by a rule, and none is said"
        )
        do = Text(zh="写明何时用哪种模型", en="say when which model is used")
        _refuse(what, "methods.rule", "", do)
    ids = [one.id for one in payload.protocol.criteria]
    if len(set(ids)) < len(ids):
        what = Text(zh="标准的编号重复", en="two criteria have one number")
        do = Text(zh="改用不同的编号", en="number them differently")
        _refuse(what, "protocol", ", ".join(ids), do)
    _items(payload)
    if review.registrations and not payload.why.strip():
        what = Text(zh="修订方案须说明原因", en="an amended protocol needs its reason")
        do = Text(zh="写明改了什么、为何", en="say what changed and why")
        _refuse(what, "protocol", "", do)


def _items(payload: ev.ProtocolRegistered) -> None:
    """Refuse a form on which an item cannot be told, or an outcome would be given twice."""
    items = payload.protocol.items
    ids = [one.id for one in items]
    if len(set(ids)) < len(ids):
        what = Text(zh="提取项的标识重复", en="two items of extraction have one id")
        do = Text(zh="改用不同的标识", en="give them different ids")
        _refuse(what, "protocol.items", ", ".join(ids), do)
    pooled = [one for one in items if one.outcome and one.kind in {"count", "percentage"}]
    for one in pooled:
        twice = [it.label for it in pooled if it.outcome == one.outcome]
        if len(twice) > 1:
            what = Text(
                zh="两个提取项给出同一结局，无从知道合并哪一个",
                en="two items of extraction give one outcome: which is pooled cannot be told",
            )
            do = Text(
                zh="只留一项计入该结局，另一项不选结局",
                en="let one give the outcome, and the other none",
            )
            _refuse(what, one.outcome, " / ".join(it.en for it in twice), do)
