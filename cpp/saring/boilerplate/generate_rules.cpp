// Runs at build time. `generate_rules table OUT KINDS TSV…` writes the kinds, the packs and the
// rules as C++ tables, `generate_rules bytes OUT NAME FILE` a file as an array.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_kind_internal.hpp"
#include "saring/boilerplate/rule_pack_internal.hpp"

namespace {

using saring::boilerplate::Rule;
using saring::boilerplate::RuleKindRow;
using saring::boilerplate::RulePack;
using saring::boilerplate::RuleTable;
using saring::boilerplate::RuleWhen;

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw saring::Error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Octal escapes are at most three digits long, so no following digit can join them.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '?') {
      out += '\\';
      out += c;
    } else if (byte < 32 || byte >= 127) {
      out += '\\';
      for (int shift = 6; shift >= 0; shift -= 3)
        out += static_cast<char>('0' + ((byte >> shift) & 7));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// A view with its length: to count the characters of all rules is more than a compiler does for a
// constant.
std::string view(std::string_view text) {
  return "{" + literal(text) + ", " + std::to_string(text.size()) + "}";
}

std::string character(char c) {
  return "static_cast<char>(" + std::to_string(static_cast<int>(c)) + ")";
}

template <typename Enum>
std::string enumerator(const char* type, Enum value) {
  return std::string("static_cast<") + type + ">(" + std::to_string(static_cast<int>(value)) + ")";
}

std::string conditions(const RuleWhen& when) {
  const auto flag = [](bool value) { return value ? ", true" : ", false"; };
  return "{" + std::to_string(when.max_bytes) + "U, " + std::to_string(when.max_words) + "U, " +
         view(when.first) + ", " + character(when.last) + ", " + view(when.has) +
         flag(when.digits) + flag(when.open) + flag(when.closed) + flag(when.soft) + "}";
}

void write_rule(std::ostream& out, const Rule& rule) {
  out << "    {" << view(rule.id) << ", " << view(rule.language) << ", "
      << enumerator("Role", rule.role) << ", " << enumerator("RulePlace", rule.place) << ", "
      << enumerator("RuleKind", rule.kind) << ", " << conditions(rule.when) << ",\n     "
      << view(rule.pattern) << ", " << view(rule.drop) << ",\n     " << view(rule.keep) << ", "
      << view(rule.source) << "},\n";
}

void write_kind(std::ostream& out, const RuleKindRow& kind) {
  out << "    {" << view(kind.name) << ", " << enumerator("Role", kind.role) << ", "
      << enumerator("RulePlace", kind.place) << ", " << enumerator("RuleKind", kind.match) << ", "
      << conditions(kind.when) << ", " << view(kind.pattern) << "},\n";
}

void write_pack(std::ostream& out, const RulePack& pack) {
  out << "    {" << view(pack.language) << ", " << view(pack.codes) << ", " << view(pack.also)
      << "},\n";
}

void write_table(std::ostream& out, const std::vector<RuleKindRow>& kinds,
                 const std::vector<RuleTable>& tables) {
  out << "#include \"saring/boilerplate/rule.hpp\"\n"
         "#include \"saring/boilerplate/rule_kind_internal.hpp\"\n\n"
         "namespace saring::boilerplate {\nnamespace {\n\nconstexpr Rule kRules[] = {\n";
  for (const RuleTable& table : tables) {
    for (const Rule& rule : table.rules()) write_rule(out, rule);
  }
  out << "};\n\nconstexpr RulePack kPacks[] = {\n";
  for (const RuleTable& table : tables) write_pack(out, table.pack());
  out << "};\n\nconstexpr RuleKindRow kKinds[] = {\n";
  for (const RuleKindRow& kind : kinds) write_kind(out, kind);
  out << "};\n\n}  // namespace\n\n"
         "std::span<const Rule> built_in_rules() noexcept { return kRules; }\n"
         "std::span<const RulePack> built_in_packs() noexcept { return kPacks; }\n"
         "std::span<const RuleKindRow> built_in_kinds() noexcept { return kKinds; }\n\n"
         "}  // namespace saring::boilerplate\n";
}

void write_bytes(std::ostream& out, const std::string& name, const std::string& bytes) {
  // A last byte that does not count: an array cannot be empty.
  out << "#include \"saring/boilerplate/embedded_internal.hpp\"\n\nnamespace saring::boilerplate "
         "{\nnamespace {\n\n"
         "alignas(64) constexpr unsigned char kBytes[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out << (i % 32 == 0 ? "\n    " : "") << static_cast<int>(static_cast<unsigned char>(bytes[i]))
        << ',';
  }
  out << "0};\n\n}  // namespace\n\nstd::span<const std::byte> " << name
      << "() noexcept { return std::as_bytes(std::span(kBytes)).first(" << bytes.size()
      << "); }\n\n}  // namespace saring::boilerplate\n";
}

// "und" first, then by name, whatever order the files were given in.
bool comes_before(const RuleTable& a, const RuleTable& b) {
  const auto key = [](const RuleTable& table) {
    return std::pair(table.pack().language != "und", table.pack().language);
  };
  return key(a) < key(b);
}

std::vector<RuleTable> read_tables(const std::vector<std::string>& files,
                                   const std::vector<RuleKindRow>& kinds) {
  std::vector<RuleTable> tables;
  std::vector<RulePack> packs;
  std::unordered_set<std::string_view> ids;
  for (const std::string& file : files) {
    tables.push_back(RuleTable::parse(read_file(file), file, kinds));
    packs.push_back(tables.back().pack());
    if (!file.ends_with("/" + std::string(packs.back().language) + ".tsv"))
      throw saring::RuleError(file + ": the first lines have no \"# codes:\"");
    for (const Rule& rule : tables.back().rules()) {
      if (!ids.insert(rule.id).second) {
        throw saring::RuleError(file + ":" + std::to_string(rule.line) + ": the id " +
                                std::string(rule.id) + " is used in another file");
      }
    }
  }
  saring::boilerplate::check_packs(packs);
  std::sort(tables.begin(), tables.end(), comes_before);
  return tables;
}

int run(const std::vector<std::string>& args) {
  if (args.size() < 5)
    throw saring::Error("usage: generate_rules table OUT KINDS TSV… | bytes OUT NAME FILE");
  std::ofstream out(args[2]);
  out << "// Written by generate_rules from the files of cpp/data at build time; do not edit.\n";
  if (args[1] == "bytes") {
    write_bytes(out, args[3], read_file(args[4]));
  } else {
    const std::string tsv = read_file(args[3]);
    const std::vector<RuleKindRow> kinds = saring::boilerplate::parse_kinds(tsv, args[3]);
    write_table(out, kinds, read_tables({args.begin() + 4, args.end()}, kinds));
  }
  if (!out.flush()) throw saring::Error("cannot write " + args[2]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
