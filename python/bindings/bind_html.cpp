#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using boilerplate::Article;
using boilerplate::ArticleLine;
using boilerplate::ExtractOptions;
using boilerplate::HtmlExtractor;

// One page: a str is text, anything else is bytes in the encoding that the page declares.
class PageArg {
 public:
  explicit PageArg(py::handle page) : is_bytes_(PyObject_CheckBuffer(page.ptr()) != 0) {
    if (is_bytes_) {
      buffer_ = py::reinterpret_borrow<py::buffer>(page).request();
      view_ = {static_cast<const char*>(buffer_.ptr),
               static_cast<std::size_t>(buffer_.size * buffer_.itemsize)};
    } else {
      text_ = std::make_unique<TextArg>(page, "html");
      view_ = text_->view();
    }
  }

  [[nodiscard]] Article extract(const HtmlExtractor& extractor,
                                const ExtractOptions& options) const {
    return is_bytes_ ? extractor.extract_bytes(view_, options) : extractor.extract(view_, options);
  }

 private:
  bool is_bytes_;
  py::buffer_info buffer_;
  std::unique_ptr<TextArg> text_;
  std::string_view view_;
};

py::object or_none(const std::string& text) {
  return text.empty() ? py::object(py::none()) : py::object(py::str(text));
}

// Offsets in code points of page_text.
py::list line_rows(const Article& article) {
  text::CodePointOffsets offset(article.page_text);
  py::list rows;
  SignalCheck check;
  for (const ArticleLine& line : article.lines) {
    check();
    const std::size_t start = offset(line.start);
    const std::size_t end = offset(line.end);
    const auto rule =
        line.rule.empty() ? py::object(py::none()) : py::str(line.rule.data(), line.rule.size());
    const std::string_view role = boilerplate::role_name(line.role);
    rows.append(py::make_tuple(start, end, line.keep, py::str(role.data(), role.size()), line.score,
                               py::str(line.reason.data(), line.reason.size()), rule));
  }
  return rows;
}

py::dict to_python(const Article& article) {
  py::dict out;
  out["text"] = article.text;
  out["title"] = or_none(article.title);
  out["byline"] = or_none(article.byline);
  out["date"] = or_none(article.date);
  out["language_hint"] = or_none(article.language_hint);
  out["site_name"] = or_none(article.site_name);
  out["url"] = or_none(article.canonical_url);
  out["description"] = or_none(article.description);
  out["encoding"] = or_none(article.encoding);
  out["page_text"] = article.page_text;
  out["lines"] = line_rows(article);
  return out;
}

py::dict extract(const HtmlExtractor& extractor, py::handle html, const std::string& url,
                 const std::string& charset, const py::object& keep_roles) {
  const PageArg page(html);
  const ExtractOptions options{url, charset, role_set(keep_roles)};
  Article article;
  run_interruptible([&] { article = page.extract(extractor, options); });
  return to_python(article);
}

py::object string_column(const std::vector<Article>& articles, std::string Article::*field,
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

// Runs `one` for every page, on threads, without the GIL.
std::vector<Article> run_batch(std::size_t count, unsigned threads,
                               const std::function<Article(std::size_t)>& one) {
  std::vector<Article> articles(count);
  run_interruptible([&] {
    parallel_for(count, 8, threads, [&](std::size_t begin, std::size_t end, unsigned) {
      for (std::size_t i = begin; i < end; ++i) {
        check_cancelled();
        articles[i] = one(i);
        articles[i].lines = {};
        articles[i].page_text = {};
      }
    });
  });
  return articles;
}

py::object extract_batch(const HtmlExtractor& extractor, const py::object& pages,
                         const py::object& keep_roles, unsigned threads) {
  const ExtractOptions options{{}, {}, role_set(keep_roles)};
  std::vector<Article> articles;
  Validity validity;
  if (py::isinstance<py::list>(pages) || py::isinstance<py::tuple>(pages)) {
    std::deque<PageArg> owners;
    std::vector<const PageArg*> rows;
    for (const py::handle page : pages) {
      rows.push_back(page.is_none() ? nullptr : &owners.emplace_back(page));
      validity.push_back(page.is_none() ? 0 : 1);
    }
    articles = run_batch(rows.size(), threads, [&](std::size_t i) {
      return rows[i] == nullptr ? Article() : rows[i]->extract(extractor, options);
    });
  } else {
    const TextColumn column(pages, "pages");
    validity = column.validity();
    articles = run_batch(column.size(), threads, [&](std::size_t i) {
      return column.is_null(i) ? Article() : extractor.extract(column.texts()[i], options);
    });
  }
  const auto field = [&](std::string Article::*f, bool nullable = true) {
    return string_column(articles, f, validity, nullable);
  };
  return make_table({{"text", field(&Article::text, false)},
                     {"title", field(&Article::title)},
                     {"byline", field(&Article::byline)},
                     {"date", field(&Article::date)},
                     {"language_hint", field(&Article::language_hint)},
                     {"site_name", field(&Article::site_name)},
                     {"url", field(&Article::canonical_url)}});
}

}  // namespace

void bind_html(py::module_& m) {
  py::class_<HtmlExtractor, std::shared_ptr<HtmlExtractor>>(
      m, "HtmlExtractor", "Main content of web pages, with the library's rules and model.")
      .def(py::init<>())
      .def("extract", &extract, py::arg("html"), py::arg("url"), py::arg("charset"),
           py::arg("keep_roles"), "The fields of one page as a dict.")
      .def("extract_batch", &extract_batch, py::arg("pages"), py::arg("keep_roles"),
           py::arg("num_threads"), "Text and metadata of each page as a table.");
}

}  // namespace saring::python
