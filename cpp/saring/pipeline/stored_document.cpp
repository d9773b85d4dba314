// Tests: tests/cpp/pipeline/stored_document_test.cpp.
#include "saring/pipeline/stored_document.hpp"

#include <cstring>

#include "saring/base/error.hpp"

namespace saring::pipeline {
namespace {

template <typename T>
void put(T value, std::string& out) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

void put(std::string_view bytes, std::string& out) {
  put<std::uint64_t>(bytes.size(), out);
  out += bytes;
}

class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool is_done() const noexcept { return rest_.empty(); }

  template <typename T>
  T take() {
    T value;
    std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view text() { return bytes(take<std::uint64_t>()); }

 private:
  std::string_view bytes(std::uint64_t size) {
    if (size > rest_.size()) throw Error("the temporary file of documents is damaged");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
};

}  // namespace

void append_stored(const StoredDocument& document, std::string& out) {
  put(document.location.record, out);
  put(document.location.line, out);
  put(document.chars, out);
  put(document.chars_removed, out);
  put(document.rank, out);
  put(document.confidence, out);
  put<std::uint8_t>(document.has_own_text ? 1 : 0, out);
  put<std::uint8_t>(document.is_reliable ? 1 : 0, out);
  for (const std::string_view part :
       {document.location.id, document.lang, document.site, document.url, document.text,
        document.head, document.tail, document.page, document.signals}) {
    put(part, out);
  }
}

std::vector<StoredDocument> read_stored(std::string_view bytes) {
  std::vector<StoredDocument> documents;
  for (Taker taker(bytes); !taker.is_done();) {
    StoredDocument& document = documents.emplace_back();
    document.location.record = taker.take<std::uint64_t>();
    document.location.line = taker.take<std::uint64_t>();
    document.chars = taker.take<std::uint64_t>();
    document.chars_removed = taker.take<std::uint64_t>();
    document.rank = taker.take<double>();
    document.confidence = taker.take<double>();
    document.has_own_text = taker.take<std::uint8_t>() != 0;
    document.is_reliable = taker.take<std::uint8_t>() != 0;
    for (std::string_view* part :
         {&document.location.id, &document.lang, &document.site, &document.url, &document.text,
          &document.head, &document.tail, &document.page, &document.signals}) {
      *part = taker.text();
    }
  }
  return documents;
}

void append_signals(const text::Signals& signals, std::string& out) {
  for (const double value : signals.values) put(value, out);
}

text::Signals read_signals(std::string_view bytes) {
  Taker taker(bytes);
  text::Signals signals;
  for (double& value : signals.values) value = taker.take<double>();
  return signals;
}

void append_page_parts(const PageParts& page, std::string& out) {
  for (const std::string* part : {&page.title, &page.language, &page.byline, &page.date, &page.url,
                                  &page.site_name, &page.description}) {
    put(std::string_view(*part), out);
  }
  for (const Block& block : page.blocks) {
    put(static_cast<std::uint8_t>(block.role), out);
    put(std::string_view(block.text), out);
  }
}

StoredPage read_page_parts(std::string_view bytes) {
  Taker taker(bytes);
  StoredPage page;
  for (std::string_view* part : {&page.title, &page.language, &page.byline, &page.date, &page.url,
                                 &page.site_name, &page.description}) {
    *part = taker.text();
  }
  while (!taker.is_done()) {
    const auto role = static_cast<boilerplate::Role>(taker.take<std::uint8_t>());
    page.blocks.push_back({role, taker.text()});
  }
  return page;
}

}  // namespace saring::pipeline
