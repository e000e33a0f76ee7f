"""Văn bản chỉ đạo: the domain of dondoc, without engine, channel, web, clock or network.

The road, and the order to read the modules in (reading order is import order, a linter holds it)::

    values, errors          the words every module uses
    deadlines, document     what a text says: Deadline, Document, Assignment
    formats/, reading/      file -> text -> Document
    agencies, names         what bodies are, and one key for all spellings of a name
    directory               names -> agencies, groups -> members, as of a day
    calendar, counting      working days, and the counting of time
    periods, dues           deadline + anchor -> Dues, each able to explain itself
    obligations             the words: Proposal, Directive, Obligation
    proposing, correcting   Document -> Proposal, and what a person changes in it
    laying_out              Proposal -> obligations, one owner each
    succession              units end; what becomes of their open obligations
    policy, moments         facts + ladder + calendar + a day -> the steps to be taken
    tracked, ledger         what is kept: Dues, replies, extensions; what was said to whom
    measures, figures       what is counted, under which name, and how it adds up
    lines                   one duty for one due, and how it is judged on a day
    wording, letterhead     how lines and figures are said; who a paper is from
    report, urging          facts + a day -> the Chairman's report, the letter that urges
    writers/                report and letters -> .docx, .pdf, .xlsx
    dashboard/              facts + a day -> the leaders' pages and weekly letter
    events                  every change, as a value
    store/                  the only room that knows SQLAlchemy; hands out values
    intake, answering ...   gather -> decide -> apply: what people can do
"""
