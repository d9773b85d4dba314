#include "saring/pipeline/host_name.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

using saring::pipeline::host_of;

// The answers of urllib.parse.urlsplit(site).hostname in Python 3.11 (the text itself if that is
// None or raises), in lower case and without "www.".
TEST_CASE("host_name: the host of a URL is what Python's urlsplit takes for it") {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> sites = {
      {"https://www.Contoh.id:8080/berita?x=1#y", "contoh.id"},
      {"contoh.id", "contoh.id"},
      {"WWW.CONTOH.ID", "contoh.id"},
      {"//contoh.id/x", "contoh.id"},
      {"http://user:pass@Host.example.com:80/a@b", "host.example.com"},
      {"http://a@b@c.id/x", "c.id"},
      {"http://[::1]:80/", "::1"},
      {"http://[2001:DB8::FF]/x", "2001:db8::ff"},
      {"http://[fe80::1%Eth0]:8/x", "fe80::1%eth0"},
      {"http://u@[::1]:80/", "::1"},
      {"http://[::1", "http://[::1"},
      {"http://::1]/", "http://::1]/"},
      {"", ""},
      {"http://[abc]/", "http://[abc]/"},
      {"http://[]/", "http://[]/"},
      {"http://[::1]", "::1"},
      {"http://[1.2.3.4]/", "http://[1.2.3.4]/"},
      {"http://1.2.3.4:99/", "1.2.3.4"},
      {"http://contoh.id?x=//y", "contoh.id"},
      {"http://contoh.id#//y", "contoh.id"},
      {"http://contoh.id:/x", "contoh.id"},
      {"http://contoh.id.", "contoh.id."},
      {"http:///x", "http:///x"},
      {"http://", "http://"},
      {"//", "//"},
      {"///x", "///x"},
      {"a//b", "a//b"},
      {"contoh.id//berita", "contoh.id//berita"},
      {"contoh.id/a//b", "contoh.id/a//b"},
      {"contoh.id:80//x", "contoh.id:80//x"},
      {"http:/contoh.id//x", "http:/contoh.id//x"},
      {"https:\\contoh.id", "https:\\contoh.id"},
      {"mailto:a@b.id", "mailto:a@b.id"},
      {"1http://contoh.id/x", "1http://contoh.id/x"},
      {"h+t-t.p2://contoh.id/x", "contoh.id"},
      {"ht_tp://contoh.id/x", "ht_tp://contoh.id/x"},
      {":contoh//x", ":contoh//x"},
      {"http://MÜNCHEN.de/x", "münchen.de"},
      {"http://www.例え.jp/x", "例え.jp"},
      {"http://ΑΘΗΝΑ.gr", "αθηνα.gr"},
      {"https://www.www.contoh.id/", "www.contoh.id"},
      {"www.", ""},
      {"http://www./", ""},
      {"ftp://:8080/", "ftp://:8080/"},
      {"http://@/", "http://@/"},
      {"http://user@/x", "http://user@/x"},
      {"  https://contoh.id/x  ", "contoh.id"},
      {"\000\037http://contoh.id/"s, "contoh.id"},
      {"ht\012tp://con\011toh.id/x\015", "contoh.id"},
      {" contoh.id ", " contoh.id "},
      {" www.contoh.id", " www.contoh.id"},
      {"http://contoh.id /x", "contoh.id "},
      {"http://a%20b.id/x", "a%20b.id"},
      {"http://contoh.id;x/y", "contoh.id;x"},
      {"javascript://contoh.id/%0A", "contoh.id"},
      {"éhttp://contoh.id/", "éhttp://contoh.id/"},
      {"http://ѕсrіpt.РФ/", "ѕсrіpt.рф"},
      {"http://contoh.id\\x/y", "contoh.id\\x"},
  };
  for (const auto& [site, host] : sites) {
    INFO(site);
    CHECK(host_of(site) == host);
  }
}

TEST_CASE("host_name: text beside brackets makes the URL none, as in later versions of Python") {
  CHECK(host_of("http://x[::1]/") == "http://x[::1]/");
  CHECK(host_of("http://[::1]x/") == "http://[::1]x/");
}

TEST_CASE("host_name: takes time linear in the length of the site") {
  const std::string many(1 << 20, '/');
  CHECK(host_of(many) == many);
  CHECK(host_of("http://" + std::string(1 << 20, '@') + "a.id/") == "a.id");
}
