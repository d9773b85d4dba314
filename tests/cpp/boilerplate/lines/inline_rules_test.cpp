#include "saring/boilerplate/lines/inline_rules_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "reference/linear_time.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/boilerplate/lines/sentences_internal.hpp"
#include "saring/text/utf8.hpp"

using namespace saring::boilerplate;

namespace {

const LineStripper& rules_only() {
  static const LineStripper stripper(built_in_rules(), {});
  return stripper;
}

std::string kept(std::string_view text) {
  std::string out;
  append_kept_text(text, rules_only().strip(text), out);
  return out;
}

// 1,300 characters of an article each, with sentences of more than twelve words.
const std::string kEnglish =
    "The council approved the plan on Monday, after three months of talks with the farmers of the "
    "valley. Work on the new bridge begins in the spring and will take at least two years, because "
    "the river floods every autumn. People who live near the mill said that they had waited for "
    "the decision since the last storm. The mayor thanked the engineers, who had measured the "
    "ground in every season and at every hour of the day. Money for the work comes from the "
    "district and from a fund that the farmers themselves have paid into. A second bridge, further "
    "down the river, may follow when the first one has been open for a full year. Nobody expects "
    "the traffic to grow much, yet the old road will be closed to lorries from the first of June. "
    "The school bus will use the new road from September on, which saves the children half an "
    "hour every morning. Several shops in the main street hope that visitors will stop again, now "
    "that the square can be reached without a detour. The council will publish the drawings next "
    "week and asks everyone to send remarks before the end of the month. A meeting in the town "
    "hall is planned for the evening of the tenth, where the engineers will answer questions about "
    "noise, dust and the way in which the water will be led around the site during the two winters "
    "of work.";

const std::string kIndonesian =
    "Warga desa di lereng gunung mulai memanen bawang merah pada hari Senin setelah hujan berhenti "
    "selama dua minggu penuh. Ketua kelompok tani mengatakan hasil panen tahun ini lebih baik "
    "daripada tahun lalu karena udara kering dan air irigasi cukup. Para pedagang datang sendiri "
    "ke kebun dengan truk yang berangkat setiap malam dari pasar induk di kota. Harga di tingkat "
    "petani masih bertahan, sehingga banyak keluarga berencana memperbaiki rumah mereka sebelum "
    "musim hujan tiba. Pemerintah kabupaten berjanji memperbaiki jalan menuju kebun yang rusak "
    "akibat longsor pada awal tahun. Menurut kepala dinas, pekerjaan itu akan dimulai bulan depan "
    "dan selesai dalam waktu seratus hari kerja. Sementara itu, anak sekolah harus memutar sejauh "
    "tiga kilometer karena jembatan gantung belum dapat dilalui. Mereka berangkat sebelum matahari "
    "terbit dan baru pulang menjelang sore, kata seorang guru di sekolah dasar setempat. Warga "
    "berharap jembatan itu selesai sebelum tahun ajaran baru agar anak-anak tidak lagi terlambat "
    "masuk kelas. Kelompok tani juga meminta gudang pendingin supaya hasil panen tidak cepat busuk "
    "ketika harga sedang turun di pasar. Permintaan itu sudah disampaikan kepada dinas pertanian "
    "dalam pertemuan yang digelar di balai desa pada akhir pekan lalu, dan dinas berjanji "
    "menjawabnya sebelum akhir bulan ini.";

// The number of removed bytes of [start, end).
std::size_t lost(const StripResult& result, std::size_t start, std::size_t end) {
  std::size_t bytes = 0;
  for (const RemovedRange& range : result.removed) {
    const std::size_t from = std::max(range.start, start);
    const std::size_t to = std::min(range.end, end);
    bytes += from < to ? to - from : 0;
  }
  return bytes;
}

}  // namespace

TEST_CASE("inline rules: a label in front of an article on the same line takes what it names") {
  for (const std::string& article : {kEnglish, kIndonesian}) {
    for (const std::string label :
         {"Baca juga: Pasar Lama Dibuka Kembali ", "Baca juga: Pasar Lama Dibuka Kembali. ",
          "Read also: Old mill to become a library. ", "Read also: Old Mill to Become a Library ",
          "Reporter: Sari Dewi | Editor: Budi Santoso ", "Penulis: Sari ",
          "Copyright 2025 Kabar Kota. ", "By Anna Holm "}) {
      CAPTURE(label);
      CHECK((kept(label + article) == article));
    }
  }
}

TEST_CASE("inline rules: labels in the middle and at the end go, with or without a space") {
  CHECK(kept("Hujan turun di kota sejak pagi hari, kata warga.Baca juga: Banjir Surut di Kota Lama "
             "Warga mengatakan air mulai naik lagi pada malam hari.") ==
        "Hujan turun di kota sejak pagi hari, kata warga. Warga mengatakan air mulai naik lagi "
        "pada malam hari.");
  CHECK((kept(kIndonesian + " Baca juga: Banjir Surut di Kota Lama Pewarta: Rina Wulandari Editor: "
                            "Budi Santoso") == kIndonesian));
  CHECK((kept(kIndonesian + " Berita Terkait Banjir Surut di Kota Lama Harga Cabai Turun") ==
         kIndonesian));
  CHECK((kept(kIndonesian + " (rwl/abc)") == kIndonesian));
  CHECK((kept("Penulis: Rina Wulandari | Editor: Budi Santoso SURABAYA - " + kIndonesian) ==
         kIndonesian));
}

TEST_CASE("inline rules: a title ends in front of a quotation on its line") {
  CHECK(kept("Baca juga: Banjir Surut di Kota Lama \"Air sudah turun sejak pagi dan warga kembali "
             "ke rumah mereka masing-masing,\" kata ketua RT kepada wartawan di posko pada Senin "
             "siang sebelum hujan turun lagi di seluruh wilayah kota itu sampai malam hari.") ==
        "\"Air sudah turun sejak pagi dan warga kembali ke rumah mereka masing-masing,\" kata "
        "ketua RT kepada wartawan di posko pada Senin siang sebelum hujan turun lagi di seluruh "
        "wilayah kota itu sampai malam hari.");
}

TEST_CASE("inline rules: a marker in capitals ends where the capitals do") {
  CHECK((kept("Jembatan itu dibuka kembali kemarin pagi oleh wali kota. ADVERTISEMENT Menteri itu "
              "datang kemarin. SCROLL TO CONTINUE WITH CONTENT Warga senang. " +
              kIndonesian) ==
         "Jembatan itu dibuka kembali kemarin pagi oleh wali kota. Menteri itu datang kemarin. "
         "Warga senang. " +
             kIndonesian));
}

TEST_CASE("inline rules: a short line with a label and a sentence keeps the sentence") {
  CHECK(kept("Baca juga: Banjir Surut di Kota Lama. Warga mengatakan air mulai naik.") ==
        "Warga mengatakan air mulai naik.");
  CHECK(kept("Penulis: Sari. Hujan turun deras di seluruh kota sejak pagi.") ==
        "Hujan turun deras di seluruh kota sejak pagi.");
  CHECK(kept("Baca juga: Harga Cabai Naik? Ini Penjelasan Pedagang Pasar").empty());
}

TEST_CASE("inline rules: what a span takes has its role, its rule and its name") {
  const std::string text =
      "Penulis: Rina Wulandari Baca juga: Pasar Lama Dibuka Kembali " + kEnglish;
  const StripResult result = rules_only().strip(text);
  REQUIRE(result.lines.size() == 1);
  REQUIRE(result.lines[0].num_spans == 2);
  CHECK(result.lines[0].keep);
  CHECK(result.spans[0].role == Role::kByline);
  CHECK(result.spans[0].rule == "id.byline.penulis");
  CHECK(result.spans[0].reason == "matches a rule");
  CHECK(result.spans[1].role == Role::kRelatedLink);
  REQUIRE(result.byline.has_value());
  CHECK(text.substr(result.byline->start, result.byline->end - result.byline->start) ==
        "Rina Wulandari");
}

TEST_CASE("inline rules: questions and speakers of an interview are no bylines") {
  const std::string text =
      "Reporter: Apa kabar para petani hari ini setelah hujan berhenti? Ketua: Kami senang karena "
      "panen lebih baik daripada tahun lalu. Reporter: Kapan jembatan itu selesai dibangun dan "
      "dibuka untuk umum? Ketua: Menurut dinas, sebelum tahun ajaran baru, kalau hujan tidak "
      "kembali turun seperti pada awal tahun ini.";
  CHECK(kept(text) == text);
}

TEST_CASE(
    "inline rules: no built-in rule takes more than its example and three in a hundred bytes "
    "of an article on the same line") {
  for (const std::string& article : {kEnglish, kIndonesian}) {
    std::size_t middle = 0;
    while (middle < article.size() / 2) middle = sentence_end(article, middle);
    const std::string first = article.substr(0, middle);
    const std::string second = article.substr(middle + 1);
    for (const Rule& rule : built_in_rules()) {
      const std::string example(rule.drop);
      struct Text {
        std::string text;
        std::size_t start, end;  // of the example
      };
      std::vector<Text> texts;
      const auto add = [&](const std::string& before, const std::string& after) {
        texts.push_back({before + example + after, before.size(), before.size() + example.size()});
      };
      add("", " " + article);
      add("", ". " + article);
      add(article + " ", "");
      add(article, "");
      add(first + " ", " " + second);
      add(first, ". " + second);
      for (const Text& text : texts) {
        const StripResult result = rules_only().strip(text.text);
        const std::size_t gone =
            lost(result, 0, text.start) + lost(result, text.end, text.text.size());
        CAPTURE(std::string(rule.id), text.text);
        CHECK(gone * 100 <= article.size() * 3);
        for (const RemovedRange& range : result.removed) {
          const auto part =
              std::string_view(text.text).substr(range.start, range.end - range.start);
          CHECK(count_words(part, 1000) <= kMaxTakenWords + LineWords::kMax);
        }
      }
    }
  }
}

TEST_CASE("inline rules: no rule takes a line of more than forty words") {
  for (const std::string& article : {kEnglish, kIndonesian}) {
    std::string sentence = article.substr(0, article.find('.'));
    std::replace(sentence.begin(), sentence.end(), '.', ',');
    std::string prose = sentence + ", " + sentence + ", " + sentence + ".";
    prose[0] = 't';
    for (const Rule& rule : built_in_rules()) {
      const std::string text = std::string(rule.drop) + " " + prose;
      const StripResult result = rules_only().strip(text);
      CAPTURE(text);
      CHECK(result.lines[0].keep);
    }
  }
}

TEST_CASE("inline rules: what is read behind a label ends between two characters") {
  // Sanitizers report a scan that starts inside a character and so runs past the end of the text.
  for (const std::string character : {"\xC3\xA9", "\xE2\x80\xA6", "\xF0\x9F\x98\x80"}) {
    for (const std::string label : {"Editor: ", "x Editor: ", "xy Editor: ", "xyz Editor: "}) {
      const std::string sentence = "The bridge is open again, the mayor said on Friday.\n";
      std::string text = sentence + label;
      while (text.size() < 600 + sentence.size() + label.size()) text += character;
      text.shrink_to_fit();
      CAPTURE(text);
      const std::string rest = kept(text);
      CHECK(rest.starts_with(sentence.substr(0, sentence.size() - 1)));
      CHECK(!saring::text::find_invalid_utf8(rest));
    }
  }
}

TEST_CASE("inline rules: time is linear in the length of a line") {
  for (const std::string part :
       {"Baca juga: Pasar Lama ", "Editor: ", "a:", "Baca juga: ", "Kata. ", ".Baca juga:x", "。",
        "Berita Terkait ", "\"A\" ", "Copyright © 2024 "}) {
    const auto strip = [&](std::size_t bytes) {
      std::string text;
      while (text.size() < bytes) text += part;
      static_cast<void>(rules_only().strip(text));
    };
    CAPTURE(part);
    CHECK(reference::growth_of_time(strip, 100'000) < reference::kMaxLinearGrowth);
  }
}

TEST_CASE("inline rules: a notice in front of a sentence goes, and the sentence stays") {
  const std::string sentence = "The council approved the plan for the new bridge on Monday.";
  CHECK(kept("Advertisement " + sentence) == sentence);
  CHECK(kept("ADVERTISEMENT " + sentence) == sentence);
  CHECK(kept("Advertisement: " + sentence) == sentence);
  const std::string spanish = "El consejo aprobó el plan del nuevo puente el lunes por la tarde.";
  CHECK(kept("Publicidad " + spanish) == spanish);
  for (const std::string whole :
       {"Advertisement boards have been banned from the market square since Monday.",
        "Advertisement Standards House was opened by the mayor of the town on Monday.",
        "Publicidad Exterior abrió una oficina en el puerto de la ciudad el lunes."}) {
    CHECK(kept(whole) == whole);
  }
}

TEST_CASE("inline rules: a photo credit in front of a sentence goes alone") {
  const std::string de = "Die Stadt hat die alte Bibliothek am Hafen wieder geöffnet, sagte sie.";
  const std::string en = "The town opened its old library by the harbour again on Monday.";
  const std::string id = "Pemerintah kota membuka kembali perpustakaan lama di tepi pelabuhan itu.";
  CHECK(kept("Foto: dpa " + de) == de);
  CHECK(kept("Photo: Anna Holm/Reuters " + en) == en);
  CHECK(kept("Photo: Anna Holm/Reuters" + en) == en);
  CHECK(kept("Photo: Anna Holm " + en) == en);
  CHECK(kept("Foto: Budi Santoso/detikcom " + id) == id);
  // A caption that is a sentence, and words that no rule knows.
  CHECK(kept("Foto: Warga memanen bawang merah di lereng gunung pada hari Senin.").empty());
  CHECK(kept("Result: Holm/Reuters " + en) == "Result: Holm/Reuters " + en);
}

TEST_CASE("inline rules: a sentence about notices that says who said it is none") {
  for (const std::string line :
       {"Kami menggunakan cookie hanya untuk statistik, kata pengelola toko itu kepada wartawan.",
        "Baca juga, menurut survei itu, adalah label yang paling sering diabaikan pembaca.",
        "We use cookies for nothing but statistics, said the owner of the shop.",
        "\"Click here to subscribe to it all,\" she read aloud, and laughed at the screen.",
        "Subscribe to our list, the leaflet said, wrote the paper, and win a new boat today."}) {
    CAPTURE(line);
    CHECK(kept(line + "\n" + line + " Dan.") == line + "\n" + line + " Dan.");
  }
  CHECK(kept("Kami menggunakan cookie untuk kenyamanan Anda di situs ini.").empty());
  CHECK(kept("Subscribe to our newsletter, so you never miss a story from the valley.").empty());
}

TEST_CASE("inline rules: the marker of an embed between two sentences goes alone") {
  const std::string first = kIndonesian.substr(0, kIndonesian.find(". ") + 1);
  const std::string rest = kIndonesian.substr(first.size() + 1);
  CHECK(kept(first + " [Gambas:Video CNN] " + rest) == kIndonesian);
  CHECK(kept(first + " [Catatan: belum selesai] " + rest) ==
        first + " [Catatan: belum selesai] " + rest);
}
