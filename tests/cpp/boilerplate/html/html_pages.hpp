#pragma once

#include <string>
#include <string_view>
#include <vector>

// Pages written for the tests.
namespace saring::boilerplate {

inline std::string nested_divs(int depth, std::string_view inside) {
  std::string page = "<html><body>";
  for (int i = 0; i < depth; ++i) page += "<div>";
  page += inside;
  for (int i = 0; i < depth; ++i) page += "</div>";
  return page + "</body></html>";
}

inline constexpr std::string_view kThreeParagraphs =
    "<p>Warga desa di lereng gunung itu mulai menanam kopi kembali sejak tiga tahun lalu, setelah "
    "harga biji kering naik dua kali lipat di pasar kabupaten.</p>"
    "<p>Ketua kelompok tani mengatakan hasil panen tahun ini cukup baik, meskipun hujan datang "
    "lebih "
    "lambat dari biasanya dan beberapa kebun terserang hama.</p>"
    "<p>Pemerintah daerah berjanji memperbaiki jalan menuju kebun sebelum musim panen berikutnya, "
    "supaya biaya angkut tidak lagi memberatkan para petani.</p>";

// A news page with what is usually around an article.
inline std::string news_page() {
  std::string page =
      "<!DOCTYPE html><html lang=\"id\"><head><meta charset=\"utf-8\">"
      "<title>Petani kopi kembali ke lereng | Kabar Lereng</title>"
      "<meta property=\"og:site_name\" content=\"Kabar Lereng\">"
      "<meta property=\"og:type\" content=\"article\">"
      "<link rel=\"canonical\" href=\"https://kabarlereng.example/kopi\">"
      "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\","
      "\"@type\":\"NewsArticle\",\"headline\":\"Petani kopi kembali ke lereng\","
      "\"datePublished\":\"2024-05-06T07:08:09+07:00\","
      "\"author\":{\"@type\":\"Person\",\"name\":\"Sri Wahyuni\"}}</script>"
      "<style>p{color:red}</style></head><body>"
      "<nav class=\"main-menu\"><ul><li><a href=\"/\">Beranda</a></li><li><a "
      "href=\"/e\">Ekonomi</a>"
      "</li><li><a href=\"/o\">Olahraga</a></li><li><a href=\"/b\">Budaya</a></li></ul></nav>"
      "<div id=\"cookie-banner\"><p>Situs ini memakai kuki supaya lebih nyaman. Dengan membaca "
      "terus "
      "Anda setuju dengan kebijakan kami.</p></div>"
      "<main><article><h1>Petani kopi kembali ke lereng</h1>"
      "<div class=\"byline\">Oleh Sri Wahyuni</div>"
      "<div class=\"share-buttons\"><a href=\"#f\">Facebook</a> <a href=\"#t\">Twitter</a></div>"
      "<figure><img src=\"a.jpg\"><figcaption>Kebun kopi di lereng utara. (Foto: Sri Wahyuni)"
      "</figcaption></figure><div class=\"entry-content\">";
  page += kThreeParagraphs;
  page +=
      "<h2>Jalan kebun</h2><p>Jalan sepanjang empat kilometer itu rusak sejak banjir dua tahun "
      "lalu, "
      "dan truk pengangkut hanya dapat lewat ketika tanah kering.</p></div></article></main>"
      "<aside class=\"related-posts\"><h3>Berita Terkait</h3><ul>"
      "<li><a href=\"/1\">Harga cabai turun di pasar induk</a></li>"
      "<li><a href=\"/2\">Sekolah tani dibuka bulan depan</a></li>"
      "<li><a href=\"/3\">Jembatan gantung selesai diperbaiki</a></li></ul></aside>"
      "<div id=\"comments\"><h3>Komentar</h3><p class=\"comment\">Mantap, semoga cepat diperbaiki!"
      "</p></div><footer><p>© 2024 Kabar Lereng. Hak cipta dilindungi.</p>"
      "<a href=\"/tentang\">Tentang Kami</a> <a href=\"/kontak\">Kontak</a></footer></body></html>";
  return page;
}

// Mark-up that real pages get wrong, and worse.
inline std::vector<std::string> odd_pages() {
  using namespace std::string_literals;
  return {
      "",
      "<",
      "</",
      "<!",
      "<!-",
      "<!--",
      "<!-->",
      "<!--x",
      "<a",
      "<a href",
      "<a href=",
      "<a href=\"",
      "<a href='x",
      "<p>&",
      "<p>&#",
      "<p>&#x;",
      "<p>&#99999999999;",
      "<p>&ampersand &nosuch; &amp",
      "<plaintext><p>text</p>",
      "<script>",
      "<script></scrip",
      "<style>x</style",
      "<textarea><p>x",
      "<title>",
      "<select><option>a<option>b<p>c",
      "<svg><title>t</title><p>out",
      "<svg/><p>x",
      "<table><td>a<tr><td>b<table><tr><td>c</table>d",
      "</p></p></div></table></li>",
      "<b><i><p>x</b>y</i>z",
      "<a href=1>x<a href=2>y<div>z</a>w</div>",
      "<ul><li>a<ul><li>b</ul><li>c</ul>",
      "<dl><dt>a<dd>b<dt>c</dl>",
      "<h1>a<h2>b</h3>c",
      "<form><div></form>x</div>y",
      "<button>a<button>b",
      "<html><html><body><body><head>x",
      "<noscript><p>x</noscript>",
      "<p>a\0b"s,
      "\0\0\0"s,
      "<p\0>x"s,
      "<?php echo 1 ?><p>x",
      "<![CDATA[x]]><p>y",
      "<p>x < y > z << w",
      "<o:p>x</o:p><my-element>y</my-element>",
      "<br></br><br/>x</br>y",
      "<frameset><frame></frameset>",
      "<template><p>x</p></template>y",
  };
}

}  // namespace saring::boilerplate
