"""A page that tests of extraction share."""

from __future__ import annotations

PARAGRAPHS = (
    "Nelayan di teluk itu mulai memasang lampu di perahu sejak awal tahun, setelah beberapa "
    "kecelakaan terjadi pada malam hari.",
    "Kepala desa mengatakan biaya lampu ditanggung bersama, dan setiap keluarga membayar sedikit "
    "demi sedikit selama setahun.",
    "Sekarang hampir semua perahu sudah memakainya, kata seorang nelayan yang ditemui di dermaga, "
    "dan belum ada kecelakaan lagi.",
)
PAGE = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8">'
    "<title>Lampu di perahu | Harian Teluk</title>"
    '<meta property="og:site_name" content="Harian Teluk">'
    '<meta property="article:published_time" content="2023-04-05"></head><body>'
    '<nav><a href="/">Beranda</a> <a href="/laut">Laut</a> <a href="/kota">Kota</a></nav>'
    "<article><h1>Lampu di perahu</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article>"
    '<div class="related-posts"><h3>Baca Juga</h3><a href="/a">Harga ikan naik</a></div>'
    "<footer>© 2023 Harian Teluk</footer></body></html>"
)
