#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "args.hpp"
#include "bind_sites.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/pipeline/decoded_bytes.hpp"
#include "saring/pipeline/host_name.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using boilerplate::Article;
using boilerplate::ArticleLine;
using boilerplate::ExtractOptions;
using boilerplate::HtmlExtractor;

// The extractor, and the way it reads bytes.
struct PageReader {
  HtmlExtractor extractor;
  pipeline::DetectorSource detector;
};

// An article, and the way its page was read.
struct ReadArticle : Article {
  std::string encoding;  // empty for a str
  bool mojibake = false;
};

using SiteOfPage = std::shared_ptr<const boilerplate::SiteBoilerplate>;

// What a profile knows about the site of an address. Null if there is no profile or no address.
SiteOfPage site_of(const SharedProfile* profile, std::string_view url) {
  if (profile == nullptr || url.empty()) return nullptr;
  return profile->boilerplate_of(pipeline::host_of(url));
}

// A str is text. Bytes are in `encoding`, a label; if it is empty, the encoding is detected.
ReadArticle extract_page(const PageReader& reader, std::string_view page, bool is_bytes,
                         std::string_view encoding, const ExtractOptions& options) {
  pipeline::DecodedBytes decoded;
  if (is_bytes) {
    decoded = pipeline::decode(page, {.encoding = encoding, .is_page = true}, reader.detector);
  }
  const std::string_view html = is_bytes ? std::string_view(decoded.text) : page;
  ReadArticle out{reader.extractor.extract(html, options), std::move(decoded.encoding)};
  out.mojibake = pipeline::is_mojibake(out.text, reader.detector) ||
                 pipeline::is_mojibake(out.title, reader.detector);
  return out;
}

py::object or_none(const std::string& text) {
  return text.empty() ? py::object(py::none()) : py::object(py::str(text));
}

// Makes one str for each text that occurs again and again at the same address in memory.
class SharedStrings {
 public:
  const py::object& operator()(std::string_view text) {
    py::object& known = known_[text.data()];
    if (!known) known = py::str(text.data(), text.size());
    return known;
  }

 private:
  std::unordered_map<const char*, py::object> known_;
};

// Makes ArticleLine objects with offsets in code points of page_text. `type` is a frozen dataclass;
// its own __init__ would take most of the time of a call.
py::tuple line_objects(const Article& article, const py::object& page_text,
                       const py::object& type) {
  enum Field { kStart, kEnd, kKeep, kRole, kScore, kReason, kRule, kText, kFields };
  constexpr std::array<const char*, kFields> kNames = {"start", "end",    "keep", "role",
                                                       "score", "reason", "rule", "text"};
  std::array<py::object, kFields> names;
  for (std::size_t i = 0; i < kFields; ++i) {
    names[i] = py::reinterpret_steal<py::object>(PyUnicode_InternFromString(kNames[i]));
  }
  const py::tuple no_arguments;
  auto* const line_type = reinterpret_cast<PyTypeObject*>(type.ptr());
  text::CodePointOffsets offset(article.page_text);
  SharedStrings shared;
  SignalCheck check;
  py::tuple lines(article.lines.size());
  for (std::size_t i = 0; i < article.lines.size(); ++i) {
    check();
    const ArticleLine& line = article.lines[i];
    const auto start = static_cast<py::ssize_t>(offset(line.start));
    const auto end = static_cast<py::ssize_t>(offset(line.end));
    const std::array<py::object, kFields> values = {
        py::int_(start),
        py::int_(end),
        py::bool_(line.keep),
        shared(boilerplate::role_name(line.role)),
        py::float_(static_cast<double>(line.score)),
        shared(line.reason),
        line.rule.empty() ? py::object(py::none()) : shared(line.rule),
        py::reinterpret_steal<py::object>(PyUnicode_Substring(page_text.ptr(), start, end))};
    auto made = py::reinterpret_steal<py::object>(
        PyBaseObject_Type.tp_new(line_type, no_arguments.ptr(), nullptr));
    if (!made) throw py::error_already_set();
    for (std::size_t f = 0; f < kFields; ++f) {
      if (!values[f] || PyObject_GenericSetAttr(made.ptr(), names[f].ptr(), values[f].ptr()) != 0) {
        throw py::error_already_set();
      }
    }
    lines[i] = std::move(made);
  }
  return lines;
}

py::list span_rows(const Article& article) {
  text::CodePointOffsets offset(article.page_text);
  py::list rows;
  for (const boilerplate::RoleSpan& span : article.spans) {
    const std::size_t start = offset(span.start);
    const std::size_t end = offset(span.end);
    const std::string_view role = boilerplate::role_name(span.role);
    rows.append(py::make_tuple(start, end, py::str(role.data(), role.size()), span.keep,
                               py::str(span.rule.data(), span.rule.size()),
                               py::str(span.reason.data(), span.reason.size())));
  }
  return rows;
}

// Makes a str from a text as long as the page, and frees the text.
py::str take(std::string& text) {
  const std::string taken = std::move(text);
  return taken;
}

py::dict to_python(ReadArticle article, const py::object& line_type) {
  py::dict out;
  out["text"] = take(article.text);
  out["markdown"] = take(article.markdown);
  out["html"] = take(article.html);
  out["comments"] = py::tuple(py::cast(article.comments));
  out["title"] = or_none(article.title);
  out["byline"] = or_none(article.byline);
  out["authors"] = py::tuple(py::cast(article.authors));
  out["date"] = or_none(article.date);
  out["date_modified"] = or_none(article.date_modified);
  out["language_hint"] = or_none(article.language_hint);
  out["site_name"] = or_none(article.site_name);
  out["url"] = or_none(article.canonical_url);
  out["description"] = or_none(article.description);
  out["image"] = or_none(article.image);
  out["section"] = or_none(article.section);
  out["tags"] = py::tuple(py::cast(article.tags));
  out["encoding"] = or_none(article.encoding);
  out["mojibake"] = article.mojibake;
  const py::str page_text = article.page_text;
  out["page_text"] = page_text;
  out["lines"] = line_objects(article, page_text, line_type);
  out["spans"] = span_rows(article);
  return out;
}

py::dict extract(const PageReader& reader, py::handle html, const StrArg<"url">& url,
                 const StrArg<"encoding">& encoding, const py::object& keep_roles, bool links,
                 std::vector<std::uint32_t> dropped_lines, const SharedProfile* profile,
                 const py::object& line_type) {
  static_cast<void>(pipeline::check_encoding(encoding.value));
  const TextArg page(html, "html", BytesAs::kPage);
  ExtractOptions options{.url = url.value,
                         .keep_roles = role_set(keep_roles),
                         .dropped_lines = std::move(dropped_lines),
                         .markdown = true,
                         .html = true,
                         .links = links};
  ReadArticle article;
  run_interruptible([&] {
    const SiteOfPage site = site_of(profile, url.value);
    options.site = site.get();
    article = extract_page(reader, page.view(), page.is_bytes(), encoding.value, options);
  });
  return to_python(std::move(article), line_type);
}

py::object string_column(const std::vector<ReadArticle>& articles, std::string ReadArticle::*field,
                         const Validity& pages, bool empty_is_null) {
  std::vector<std::string> values;
  Validity validity;
  values.reserve(articles.size());
  for (std::size_t i = 0; i < articles.size(); ++i) {
    values.push_back(articles[i].*field);
    const bool null = (!pages.empty() && pages[i] == 0) || (empty_is_null && values.back().empty());
    validity.push_back(null ? 0 : 1);
  }
  return make_string_column(values, std::move(validity));
}

py::object extract_batch(const PageReader& reader, const py::object& pages, const py::object& urls,
                         const StrArg<"encoding">& encoding, const py::object& keep_roles,
                         bool markdown, bool html, bool links, NumThreads threads,
                         const SharedProfile* profile) {
  static_cast<void>(pipeline::check_encoding(encoding.value));
  const ExtractOptions options{
      .keep_roles = role_set(keep_roles), .markdown = markdown, .html = html, .links = links};
  const TextColumn column(pages, "pages", BytesAs::kPage);
  std::optional<TextColumn> addresses;
  if (!urls.is_none()) addresses.emplace(urls, "urls");
  if (addresses && addresses->size() != column.size()) {
    throw py::value_error("urls: has " + std::to_string(addresses->size()) + " rows, pages has " +
                          std::to_string(column.size()));
  }
  const Validity validity = column.validity();
  std::vector<ReadArticle> articles(column.size());
  run_interruptible([&] {
    parallel_for(column.size(), 8, threads, [&](std::size_t begin, std::size_t end, unsigned) {
      for (std::size_t i = begin; i < end; ++i) {
        check_cancelled();
        if (column.is_null(i)) continue;
        ExtractOptions of_page = options;
        if (addresses && !addresses->is_null(i)) of_page.url = addresses->texts()[i];
        const SiteOfPage site = site_of(profile, of_page.url);
        of_page.site = site.get();
        articles[i] =
            extract_page(reader, column.texts()[i], column.is_bytes(i), encoding.value, of_page);
        articles[i].lines = {};
        articles[i].spans = {};
        articles[i].comments = {};
        articles[i].page_text = {};
      }
    });
  });
  const auto field = [&](std::string ReadArticle::*f, bool nullable = true) {
    return string_column(articles, f, validity, nullable);
  };
  std::vector<std::uint8_t> mojibake;
  for (const ReadArticle& article : articles) mojibake.push_back(article.mojibake ? 1 : 0);
  std::vector<std::pair<std::string, py::object>> columns = {
      {"text", field(&Article::text, false)},
      {"title", field(&Article::title)},
      {"byline", field(&Article::byline)},
      {"date", field(&Article::date)},
      {"date_modified", field(&Article::date_modified)},
      {"language_hint", field(&Article::language_hint)},
      {"site_name", field(&Article::site_name)},
      {"url", field(&Article::canonical_url)},
      {"description", field(&Article::description)},
      {"image", field(&Article::image)},
      {"section", field(&Article::section)},
      {"encoding", field(&ReadArticle::encoding)},
      {"mojibake", make_bool_column(std::move(mojibake), validity)}};
  if (markdown) columns.emplace_back("markdown", field(&Article::markdown, false));
  if (html) columns.emplace_back("html", field(&Article::html, false));
  return make_table(std::move(columns));
}

std::uint64_t hash_of(std::span<const std::byte> model) {
  return hash64({reinterpret_cast<const char*>(model.data()), model.size()});
}

}  // namespace

void bind_html(py::module_& m) {
  py::class_<PageReader, std::shared_ptr<PageReader>>(
      m, "HtmlExtractor", "Main content of web pages, with the library's rules and model.")
      .def(py::init([](const std::filesystem::path& model_path) {
             return std::make_shared<PageReader>(
                 PageReader{HtmlExtractor(), pipeline::load_when_needed(model_path.string())});
           }),
           py::arg("model_path"), "With a language model, which is read when it is needed.")
      .def("extract", &extract, py::arg("html"), py::arg("url"), py::arg("encoding"),
           py::arg("keep_roles"), py::arg("links"), py::arg("dropped_lines"),
           py::arg("profile").none(true), py::arg("line_type"),
           "The fields of one page as a dict; `lines` are of the class `line_type`, without a call "
           "of its __init__.")
      .def("extract_batch", &extract_batch, py::arg("pages"), py::arg("urls"), py::arg("encoding"),
           py::arg("keep_roles"), py::arg("markdown"), py::arg("html"), py::arg("links"),
           py::arg("num_threads"), py::arg("profile").none(true),
           "Text and metadata of each page as a table.");
  m.def(
      "model_hashes",
      [] {
        return py::make_tuple(hash_of(boilerplate::built_in_line_model()),
                              hash_of(boilerplate::built_in_html_model()));
      },
      "Checksums of the library's models of lines and of pages.");
}

}  // namespace saring::python
