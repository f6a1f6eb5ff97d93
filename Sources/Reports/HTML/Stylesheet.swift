/// How pages look: the dashboard's palette and type, in the reader's scheme.
enum Stylesheet {
    static let text = palette + rules

    private static let palette = """
        :root{color-scheme:light dark;--ground:#f4f5f7;--surface:#fff;--sunken:#f0f2f5;--line:#e1e5ea;--edge:#808b98;--ink:#151b23;\
        --quiet:#56606d;--accent:#2456c7;--accent-ink:#fff;--focus:#1b4fd1;--ok:#17704a;--warning:#8a5300;--critical:#b3261e;\
        --ok-soft:#e7f4ed;--warning-soft:#fdf1da;--critical-soft:#fce9e7;--unknown-soft:#eef0f3;--one:#2456c7;--two:#b4540a;\
        --reference:#c3cad3;--reference-edge:#7d8895;--h0:#edf1f6;--h1:#dce5ef;--h2:#c7d6e8;--h3:#afc5df;--h-ink:#162230;\
        --hw:#f3c35c;--hw-ink:#382600;--hc:#bf3028;--hc-ink:#fff;--shadow:0 1px 2px rgb(20 30 45/5%)}
        @media(prefers-color-scheme:dark){:root{--ground:#0d1117;--surface:#141a22;--sunken:#10161d;--line:#26303c;--edge:#74808f;\
        --ink:#e5eaf0;--quiet:#9aa6b4;--accent:#82aeff;--accent-ink:#0b1526;--focus:#9cc0ff;--ok:#5fcb9b;--warning:#f0b955;\
        --critical:#ff8a80;--ok-soft:#12291f;--warning-soft:#2e2410;--critical-soft:#361a1a;--unknown-soft:#1b222c;--one:#82aeff;\
        --two:#f0a055;--reference:#3b4756;--reference-edge:#8492a2;--h0:#1a222c;--h1:#1f2c3b;--h2:#263a52;--h3:#2f4b6c;\
        --h-ink:#e0eaf5;--hw:#8a6412;--hw-ink:#fff6e0;--hc:#b8362e;--hc-ink:#fff;--shadow:none}}
        @media(prefers-contrast:more){:root{--ground:#fff;--line:#5c6672;--edge:#151b23;--ink:#000;--quiet:#2b333d;--ok:#0b5233;\
        --warning:#653c00;--critical:#8f1710;--accent:#123c9c;--one:#123c9c;--reference-edge:#2b333d;--shadow:none}}
        @media(prefers-contrast:more) and (prefers-color-scheme:dark){:root{--ground:#000;--surface:#000;--sunken:#0a0a0a;\
        --line:#8a8a8a;--edge:#fff;--ink:#fff;--quiet:#e2e2e2;--accent:#6cc7ff;--accent-ink:#000;--focus:#ffe600;--ok:#5dff9f;\
        --warning:#ffd426;--critical:#ff9d94;--one:#6cc7ff;--reference:#5c5c5c;--reference-edge:#fff}}

        """

    private static let rules = """
        *,*::before,*::after{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-padding-top:12px}
        body{margin:0;background:var(--ground);color:var(--ink);font:400 14px/1.5 Inter,system-ui,sans-serif;\
        font-variant-numeric:tabular-nums}
        h1,h2,h3,p,dl,dd,ul,figure{margin:0;padding:0}h1,h2,h3{font-weight:600;line-height:1.25;letter-spacing:-.006em}
        ul{list-style:none}code,.value,td.n,.n,.score,.axes text{font-family:"JetBrains Mono",ui-monospace,monospace}
        a{color:var(--accent);text-underline-offset:2px}:focus-visible{outline:2px solid var(--focus);outline-offset:2px;\
        border-radius:4px}main:focus{outline:0}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .skip{position:absolute;left:12px;top:-60px;padding:8px 14px;background:var(--accent);color:var(--accent-ink);\
        border-radius:8px}.skip:focus{top:8px}.signs{position:absolute}
        .quiet,.hint,.note,.type{color:var(--quiet)}.hint{font-size:12.5px;font-weight:400;margin-left:8px}
        .top{display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px;max-width:1180px;margin:0 auto;padding:14px 20px 10px}
        .logo{width:26px;height:20px}.lr{fill:var(--reference-edge);opacity:.55}.lc{fill:none;stroke:var(--accent);\
        stroke-width:2;stroke-linecap:round}
        main{display:grid;grid-template-columns:minmax(0,1fr);gap:14px;max-width:1180px;margin:0 auto;padding:0 20px 20px}
        .foot{max-width:1180px;margin:0 auto;padding:0 20px 40px}nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px}
        .panel{background:var(--surface);border:1px solid var(--line);border-radius:8px;box-shadow:var(--shadow);\
        padding:14px 16px 16px}.panel h2{font-size:15.5px;margin-bottom:8px}.panel h3{font-size:13.5px;margin:14px 0 6px}
        .head{display:grid;grid-template-columns:minmax(280px,1.6fr) 3fr;padding:0;overflow:hidden}
        .verdict{display:flex;align-items:center;gap:14px;padding:16px 18px;border-left:4px solid var(--edge);\
        background:var(--unknown-soft)}.verdict .i{width:36px;height:36px;stroke-width:1.1}.verdict h1{font-size:22px}
        .verdict.ok{border-color:var(--ok);background:var(--ok-soft)}.verdict.warning{border-color:var(--warning);\
        background:var(--warning-soft)}.verdict.critical{border-color:var(--critical);background:var(--critical-soft)}
        .verdict.ok h1,.verdict.ok .i,.mark.ok{color:var(--ok)}.verdict.warning h1,.verdict.warning .i,\
        .mark.warning{color:var(--warning)}.verdict.critical h1,.verdict.critical .i,.mark.critical{color:var(--critical)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(136px,1fr))}.tile{min-width:0;padding:12px 16px;\
        border-left:1px solid var(--line);margin-bottom:-1px;border-bottom:1px solid var(--line)}
        .tile dt{color:var(--quiet);font-size:12.5px;font-weight:500}.value{font-size:20px;font-weight:500;letter-spacing:-.03em;\
        overflow-wrap:anywhere;line-height:1.35}.note{font-size:12px;line-height:1.35;overflow-wrap:anywhere}
        .i{flex:none;width:14px;height:14px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;\
        stroke-linejoin:round}.mark{display:inline-flex;align-items:center;gap:6px;font-weight:500;font-size:13px;\
        white-space:nowrap;color:var(--quiet)}
        .said,.name,.verdict p{overflow-wrap:anywhere}.name{font-weight:600;unicode-bidi:isolate}.type{font-size:12px;\
        font-weight:400}.tag{padding:1px 6px;border-radius:4px;background:var(--sunken);font-size:12px;color:var(--quiet)}
        .row{display:grid;grid-template-columns:14px 104px minmax(0,1fr) 132px 216px 76px;gap:2px 14px;align-items:center;\
        padding:5px 8px}.row.labels>*{font-family:inherit;white-space:nowrap}.row.labels{color:var(--quiet);font-size:12.5px;border-bottom:1px solid var(--line)}
        .f{border-bottom:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 45px}.f>summary{cursor:pointer;list-style:none}
        .f>summary::-webkit-details-marker{display:none}.f>summary::before{content:"";width:6px;height:6px;margin-left:2px;\
        border:solid var(--quiet);border-width:0 1.5px 1.5px 0;transform:rotate(-45deg)}.f[open]>summary::before{\
        transform:rotate(45deg)}.f>summary:hover,.f[open]>summary{background:var(--sunken)}.f[hidden]{display:none}
        .s{display:block;width:132px;height:34px;overflow:visible}.r{fill:var(--reference);stroke:var(--reference-edge);\
        stroke-width:1;vector-effect:non-scaling-stroke}.c{fill:var(--one);fill-opacity:.14;stroke:var(--one);stroke-width:1.6;\
        stroke-linejoin:round;vector-effect:non-scaling-stroke}
        .score{display:flex;align-items:center;gap:8px;justify-content:flex-end;white-space:nowrap}.score b{font-weight:500;font-size:13px}.score>span{display:grid;width:132px;text-align:right;line-height:1.3}small{font-size:11.5px;color:var(--quiet)}.row .n small{display:block}
        .b{flex:none;width:56px;height:10px}td .b{width:120px}.b .k{fill:var(--line)}.b .x{fill:var(--edge)}.b.warning .x{fill:var(--warning)}\
        .b.critical .x{fill:var(--critical)}.b line{stroke:var(--quiet)}
        .more{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:12px 26px;padding:10px 8px 18px 36px}
        .more.one{grid-template-columns:minmax(0,1fr)}.d{display:block;width:100%;height:162px;overflow:visible}
        .axes line{stroke:var(--line);shape-rendering:crispEdges}.axes text{font-size:11px;fill:var(--quiet);letter-spacing:-.02em}
        .legend{display:flex;flex-wrap:wrap;gap:2px 14px;margin:2px 0 4px;color:var(--quiet);font-size:12px}.legend span{display:\
        inline-flex;align-items:center;gap:6px}.legend i{width:14px;height:9px;border:1px solid var(--reference-edge);\
        background:var(--reference)}.legend .lo{height:0;border:0;border-top:2px solid var(--one);background:none}
        .rest>summary,.bins>summary{cursor:pointer;padding:6px 8px;color:var(--accent);font-weight:500}.bins>summary{padding:6px 0;\
        font-size:13px}
        .scroll{overflow:auto}.scroll.long{max-height:460px}table{width:100%;border-collapse:collapse;font-size:13px}
        th,td{padding:5px 12px 5px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:baseline}
        thead th.n{font-family:inherit}thead th{position:sticky;top:0;background:var(--surface);color:var(--quiet);font-weight:500;font-size:12.5px;\
        white-space:nowrap}tbody th{font-weight:500;overflow-wrap:anywhere;min-width:7em;max-width:28em}.n{text-align:right;white-space:nowrap;\
        font-size:12.5px}tbody tr:last-child>*{border-bottom:0}td .mark{vertical-align:-2px}.long thead th{z-index:1}
        .heat td,.heat th{padding:3px 5px}.heat td{text-align:center;font-size:11.5px;border:1px solid var(--surface);color:\
        var(--h-ink);font-family:"JetBrains Mono",ui-monospace,monospace;white-space:nowrap}.heat thead th{text-align:center}.heat tbody th{white-space:nowrap;\
        max-width:16em;overflow:hidden;text-overflow:ellipsis}.heat td.plain{color:var(--ink)}.h0{background:var(--h0)}\
        .h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3)}.heat td.hw{background:var(--hw);color:\
        var(--hw-ink)}.heat td.hc{background:var(--hc);color:var(--hc-ink)}.heat td.no{color:var(--quiet);border:1px dashed var(--line)}
        .notes{display:grid;gap:4px;padding-left:18px;list-style:disc;overflow-wrap:anywhere}.find{display:flex;gap:10px;\
        align-items:center;margin-bottom:8px;font-size:13px}.find[hidden]{display:none}.find input{font:inherit;padding:5px 10px;width:min(320px,60vw);border:1px solid \
        var(--edge);border-radius:6px;background:var(--surface);color:var(--ink)}
        .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 18px;font-size:13px}.facts dt{color:var(--quiet)}\
        .facts dd{overflow-wrap:anywhere}.facts code{font-size:12.5px}.more .facts{margin-top:10px}.more .facts dd{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:12.5px}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(380px,100%),1fr));gap:12px 26px}
        .ci{display:block;width:120px;height:14px}.ci line{stroke:var(--one);stroke-width:1.6}.ci circle{fill:var(--one)}\
        .ci .k{stroke:var(--line);stroke-width:1}.rel{display:block;width:100%;max-width:420px;height:auto;aspect-ratio:1}
        .rel .g{stroke:var(--reference-edge);stroke-dasharray:4 4}.rel .o{fill:var(--one);fill-opacity:.16;stroke:var(--one)}\
        .rel .p{fill:var(--one)}.rel .w{stroke:var(--two);stroke-width:1.5}.rel text{font-size:12px;fill:var(--quiet)}
        .rel{overflow:visible}.rel .box{fill:none;stroke:var(--line)}
        @media(max-width:900px){.head{grid-template-columns:minmax(0,1fr)}.tile{border-left:0;border-top:1px solid var(--line);border-bottom:0}}
        @media(max-width:760px){.row{grid-template-columns:10px minmax(0,1fr) auto;padding:7px 2px}.row.labels{display:none}\
        .row>:nth-child(1){grid-area:1/3}.row>:nth-child(2){grid-area:1/2}.row>:nth-child(3){grid-area:2/2}.row>:nth-child(4){\
        grid-area:2/3}.row>:nth-child(5){display:none}.score>span{width:auto}.row>.mark{justify-self:end}.row .b{display:none}.s{width:100%;max-width:150px;height:26px}.more{grid-template-columns:minmax(0,1fr);padding:8px 2px 16px}\
        main{padding:0 10px 16px}.top{padding:12px 12px 8px}.panel{padding:12px 12px 14px}.head{padding:0}.b{width:40px}}
        @media(forced-colors:active){.s,.d,.b,.rel,.ci,.heat td{forced-color-adjust:none}}
        @media print{body{background:#fff}.panel{box-shadow:none}.skip,.foot,.find{display:none}}

        """
}
