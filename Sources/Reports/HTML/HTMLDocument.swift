/// The frame of a page: one file, no request to anywhere, readable without its script.
struct HTMLDocument {
    /// What the tab is called.
    let title: String
    /// Escaped.
    let subtitle: String
    let sections: [(id: String, title: String)]
    let body: String

    var text: String {
        let links = sections.map { "<li><a href=#\($0.id)>\($0.title)</a>" }.joined()
        return """
            <!doctype html>
            <html lang=en>
            <head>
            <meta charset=utf-8>
            <meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'unsafe-inline'; \
            script-src '\(PageScript.digest)'; base-uri 'none'; form-action 'none'">
            <meta name=viewport content="width=device-width, initial-scale=1">
            <meta name=color-scheme content="light dark">
            <meta name=referrer content=no-referrer>
            <title>\(escaped(title))</title>
            <style>
            \(Stylesheet.text)</style>
            </head>
            <body>
            <a class=skip href=#main>Skip to the content</a>
            \(Self.signs)<header class=top><svg class=logo viewBox="0 0 26 20" aria-hidden=true><path class=lr \
            d="M1 18C6 18 6 3 10 3s4 15 9 15z" /><path class=lc d="M7 18c5 0 5-13 9-13s4 13 9 13" /></svg>\
            <strong>DriftWatch</strong><span class=quiet>\(subtitle)</span></header>
            <main id=main tabindex=-1>
            \(body)</main>
            <footer class=foot><nav aria-label=Contents><ul>\(links)<li><a href=#main>Top</a></ul></nav></footer>
            <script>\(PageScript.text)</script>
            </body>
            </html>

            """
    }

    /// The signs of the dashboard, once, for all marks to use.
    private static let signs = """
        <svg width=0 height=0 class=signs aria-hidden=true><defs>\
        <symbol id=i-ok viewBox="0 0 16 16"><circle cx=8 cy=8 r=6.25 /><path d="M5.2 8.2l2 2 3.6-4.2" /></symbol>\
        <symbol id=i-warning viewBox="0 0 16 16"><path d="M8 1.9l6.4 11.6H1.6z" /><path d="M8 6.3v3.4M8 11.6v.2" /></symbol>\
        <symbol id=i-critical viewBox="0 0 16 16"><path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" />\
        <path d="M8 4.6v4M8 11v.2" /></symbol>\
        <symbol id=i-unknown viewBox="0 0 16 16"><circle cx=8 cy=8 r=6.25 stroke-dasharray="2.4 2.2" />\
        <path d="M5.4 8h5.2" /></symbol>\
        </defs></svg>

        """
}
