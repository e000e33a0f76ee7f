"""Styles of a .docx: what a run or paragraph inherits along `w:basedOn`."""

from lxml import etree

from directive.formats.numbering import W

_OFF = ("0", "false", "off")
_DEPTH = 20  # a chain of styles; a loop in a damaged file ends here


class Styles:
    """Looks properties up along the chain: the paragraph's or run's own, its style's, the document's defaults."""

    def __init__(self, root: etree._Element | None) -> None:
        self._by_id: dict[str, etree._Element] = {}
        self._default: str | None = None
        self._defaults: etree._Element | None = None
        for style in [] if root is None else root.iterfind(W + "style"):
            style_id = style.get(W + "styleId", "")
            self._by_id[style_id] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self._default = style_id
        if root is not None:
            self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._found: dict[tuple[str | None, str, str], etree._Element | None] = {}

    @property
    def list_styles(self) -> dict[str, str]:
        """List style → number of the list it defines."""
        links = ((i, s.find(f"{W}pPr/{W}numPr/{W}numId")) for i, s in self._by_id.items())
        return {i: link.get(W + "val", "") for i, link in links if link is not None}

    def numbering(self, props: etree._Element | None) -> tuple[str | None, int | None, str | None]:
        """List number, level and the style that gave the list, of a paragraph with these properties (w:pPr)."""
        style = style_of(props, "pStyle") or self._default
        own = props.find(W + "numPr") if props is not None else None
        num, level = _num(own)
        if num is not None:
            return num, level, None
        for style_id in self._chain(style):
            num, inherited = _num(self._by_id[style_id].find(f"{W}pPr/{W}numPr"))
            level = inherited if level is None else level  # a child may set the level alone and inherit the list
            if num is not None:
                return num, level, style_id
        return None, None, None

    def run_property(self, name: str, run: etree._Element | None, paragraph_style: str | None) -> etree._Element | None:
        """A property (w:caps, w:rFonts …) of a run: its own, its style's, the paragraph style's, the default."""
        if run is not None:
            own = run.find(W + name)
            if own is not None:
                return own
            style = style_of(run, "rStyle")
            if style and (found := self._inherited(style, "rPr", name)) is not None:
                return found
        found = self._inherited(paragraph_style or self._default, "rPr", name)
        if found is None and self._defaults is not None:
            return self._defaults.find(W + name)
        return found

    def table_borders(self, style: str | None) -> etree._Element | None:
        """The borders a table style draws."""
        return self._inherited(style, "tblPr", "tblBorders")

    def _inherited(self, style: str | None, group: str, name: str) -> etree._Element | None:
        key = (style, group, name)
        if key not in self._found:
            hits = (self._by_id[s].find(f"{W}{group}/{W}{name}") for s in self._chain(style))
            self._found[key] = next((hit for hit in hits if hit is not None), None)
        return self._found[key]

    def _chain(self, style: str | None) -> list[str]:
        chain: list[str] = []
        while style in self._by_id and len(chain) < _DEPTH:
            chain.append(style)
            based = self._by_id[style].find(W + "basedOn")
            style = None if based is None else based.get(W + "val")
        return chain


def style_of(props: etree._Element | None, kind: str) -> str | None:
    """The style named in w:pPr, w:rPr or w:tblPr."""
    found = props.find(W + kind) if props is not None else None
    return None if found is None else found.get(W + "val")


def is_on(toggle: etree._Element | None) -> bool:
    """A switch such as w:caps: present and not turned off."""
    return toggle is not None and toggle.get(W + "val") not in _OFF


def _num(numpr: etree._Element | None) -> tuple[str | None, int | None]:
    if numpr is None:
        return None, None
    num, level = numpr.find(W + "numId"), numpr.find(W + "ilvl")
    value = level.get(W + "val", "") if level is not None else ""
    return (None if num is None else num.get(W + "val")), (int(value) if value.isdigit() else None)
