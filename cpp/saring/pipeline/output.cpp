// Tests: tests/cpp/pipeline/output_test.cpp.
#include "saring/pipeline/output.hpp"

#include "saring/base/error.hpp"
#include "saring/pipeline/audit.hpp"

namespace saring::pipeline {
namespace {

std::string_view relation_name(dedup::Relation relation) {
  switch (relation) {
    case dedup::Relation::kExact:
      return "exact";
    case dedup::Relation::kContainedIn:
      return "contained_in";
    default:
      return "near";
  }
}

// "copy of news.jsonl line 12, id 7", as the content of a JSON string. Names and ids are JSON.
std::string copy_words(dedup::Relation relation, std::string_view file, const Location& at) {
  const auto content = [](std::string_view json) {
    return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
  };
  std::string words = relation == dedup::Relation::kExact ? "copy of " : "near copy of ";
  if (relation == dedup::Relation::kContainedIn) words = "excerpt of ";
  words += content(file);
  words += at.line == 0 ? " row " + std::to_string(at.record) : " line " + std::to_string(at.line);
  if (!at.id.empty()) words.append(", id ").append(content(at.id));
  return words;
}

// The relation of the copy to the document that is kept instead, and that document's place. If no
// copy is kept: the relation to the representative, which itself is "copied".
std::string copy_members(const Copies::Copy& copy, const DocumentTable& table) {
  const std::string cluster = ",\"cluster\":" + std::to_string(copy.representative);
  if (copy.row == copy.representative) {
    return R"(,"why":"has copies, of which none is kept","relation":"copied")" + cluster;
  }
  std::string members = ",\"why\":\"" +
                        copy_words(copy.relation, table.file_json(copy.representative),
                                   table.location(copy.representative)) +
                        '"';
  members += ",\"relation\":\"";
  members += relation_name(copy.relation);
  members += "\",\"similarity\":";
  append_score(copy.similarity, members, 4);
  const bool is_kept = table.decision(copy.representative) == Decision::kKept;
  members += is_kept ? ",\"kept\":{" : ",\"copy_of\":{";
  append_location(table.file_json(copy.representative), table.location(copy.representative),
                  members);
  members += '}';
  members += cluster;
  return members;
}

void add_part(std::uint32_t source, std::size_t bytes, std::vector<OutputPart>& parts) {
  if (parts.empty() || parts.back().source != source) parts.push_back({source, 0, 0});
  ++parts.back().documents;
  parts.back().bytes += bytes;
}

}  // namespace

std::vector<StoredRow> stored_rows(std::string_view stored, const DocumentTable& table,
                                   std::size_t first_row, std::size_t end_row) {
  const std::vector<StoredDocument> documents = read_stored(stored);
  std::vector<StoredRow> rows;
  auto document = documents.begin();
  for (std::size_t row = first_row; row < end_row; ++row) {
    if (!table.is_stored(row)) continue;
    if (document == documents.end() || document->location.record != table.location(row).record) {
      throw Error("the temporary file of documents does not match what was read");
    }
    rows.push_back({row, *document++});
  }
  if (document != documents.end()) {
    throw Error("the temporary file of documents has more than was read");
  }
  return rows;
}

Output write_documents(std::span<const StoredRow> rows, const DocumentTable& table,
                       const Copies& copies, const OutputOptions& options) {
  Output output;
  const AddedFields fields{options.lang_field, options.cluster_size_field, options.signals_field};
  for (const auto& [row, document] : rows) {
    const Decision decision = table.decision(row);
    if (decision == Decision::kKept) {
      const std::uint32_t source = table.source(row);
      const std::size_t before = output.bytes.size();
      render(document, options.renderings.at(source), fields, copies.cluster_size(row),
             output.bytes);
      add_part(source, output.bytes.size() - before, output.parts);
      continue;
    }
    const Copies::Copy* copy = copies.find(row);
    const std::string* known = copies.known(row);
    std::string members;
    if (copy != nullptr) members = copy_members(*copy, table);
    if (known != nullptr) members = R"(,"why":"copy of a document in the index")" + *known;
    append_late_removal(table.file_json(row), document, decision, members, output.audit);
    output.removals.push_back({std::string(document.lang), document.chars, decision});
  }
  return output;
}

}  // namespace saring::pipeline
