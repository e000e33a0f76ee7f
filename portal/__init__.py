"""The pages a link opens (cổng): answer, review, decide, explain, files, calendar feeds, the clerk's desk.

Reading order: `forms` (what comes in), `site` (what the pages need), `cookies` (who is on the other end), `doors` (who
may enter), `shield` (what every answer carries), `pages` (how a page is drawn); the pure values `lights`, `points`,
`board`; then one module per kind of page; `app` puts them on their addresses.
"""
