// Runs at build time. `generate_rules table OUT PACKS TSV…` writes the packs and the rules as C++
// tables, `generate_rules tests OUT TSV…` a Catch2 test for each row, `generate_rules bytes OUT
// NAME FILE` a file as an array.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_pack_internal.hpp"

namespace {

using saring::boilerplate::Rule;
using saring::boilerplate::RulePack;
using saring::boilerplate::RuleTable;

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

std::string character(char c) {
  return "static_cast<char>(" + std::to_string(static_cast<int>(c)) + ")";
}

void write_rule(std::ostream& out, const Rule& rule) {
  out << "    {" << literal(rule.id) << ", " << literal(rule.language) << ", static_cast<Role>("
      << static_cast<int>(rule.role) << "), static_cast<RulePlace>(" << static_cast<int>(rule.place)
      << "), static_cast<RuleKind>(" << static_cast<int>(rule.kind) << "), {" << rule.when.max_bytes
      << "U, " << rule.when.max_words << "U, " << literal(rule.when.first) << ", "
      << character(rule.when.last) << ", " << literal(rule.when.has) << ", "
      << (rule.when.digits ? "true" : "false") << ", " << (rule.when.open ? "true" : "false")
      << ", " << (rule.when.soft ? "true" : "false") << "},\n     " << literal(rule.pattern) << ", "
      << literal(rule.drop) << ",\n     " << literal(rule.keep) << ", " << literal(rule.source)
      << "},\n";
}

void write_table(std::ostream& out, const std::vector<RulePack>& packs,
                 const std::vector<RuleTable>& tables) {
  out << "#include \"saring/boilerplate/rule.hpp\"\n"
         "#include \"saring/boilerplate/rule_pack_internal.hpp\"\n\nnamespace saring::boilerplate "
         "{\nnamespace "
         "{\n\n"
         "constexpr Rule kRules[] = {\n";
  for (const RuleTable& table : tables) {
    for (const Rule& rule : table.rules()) write_rule(out, rule);
  }
  out << "};\n\nconstexpr RulePack kPacks[] = {\n";
  for (const RulePack& pack : packs) {
    out << "    {" << literal(pack.language) << ", " << literal(pack.codes) << ", "
        << literal(pack.also) << "},\n";
  }
  out << "};\n\n}  // namespace\n\n"
         "std::span<const Rule> built_in_rules() noexcept { return kRules; }\n"
         "std::span<const RulePack> built_in_packs() noexcept { return kPacks; }\n\n"
         "}  // namespace saring::boilerplate\n";
}

void write_tests(std::ostream& out, const std::vector<RuleTable>& tables) {
  out << "#include <catch2/catch.hpp>\n\n#include \"boilerplate/check_rule_row.hpp\"\n\n";
  for (const RuleTable& table : tables) {
    for (const Rule& rule : table.rules()) {
      out << "TEST_CASE(\"rule " << rule.id
          << ": fires on its example to drop, not on the one to keep\") {\n"
          << "  saring::boilerplate::check_rule_row(" << literal(rule.id) << ");\n}\n";
    }
  }
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

// In the order of the packs; those without a row follow in the order given. Every row must have
// its file.
std::vector<RuleTable> in_order(std::vector<RuleTable> tables, const std::vector<RulePack>& packs) {
  std::vector<RuleTable> ordered;
  const auto take = [&](auto&& wanted) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const RuleTable& table) {
      return !table.rules().empty() && wanted(table.rules()[0].language);
    });
    if (found == tables.end()) return false;
    ordered.push_back(std::move(*found));
    tables.erase(found);
    return true;
  };
  for (const RulePack& pack : packs) {
    if (!take([&](std::string_view language) { return language == pack.language; })) {
      throw saring::RuleError("no rule file for the pack " + std::string(pack.language));
    }
  }
  while (take([](std::string_view) { return true; })) {
  }
  return ordered;
}

int run(const std::vector<std::string>& args) {
  if (args.size() < 4)
    throw saring::Error(
        "usage: generate_rules table OUT PACKS TSV… | tests OUT TSV… | bytes OUT NAME FILE");
  std::ofstream out(args[2]);
  out << "// Written by generate_rules from the files of cpp/data at build time; do not edit.\n";
  if (args[1] == "bytes") {
    write_bytes(out, args[3], read_file(args.at(4)));
  } else {
    const bool is_table = args[1] == "table";
    std::vector<RuleTable> tables;
    for (std::size_t i = is_table ? 4 : 3; i < args.size(); ++i)
      tables.push_back(RuleTable::parse(read_file(args[i]), args[i]));
    if (is_table) {
      const std::string tsv = read_file(args[3]);
      const std::vector<RulePack> packs = saring::boilerplate::parse_packs(tsv, args[3]);
      write_table(out, packs, in_order(std::move(tables), packs));
    } else {
      write_tests(out, tables);
    }
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
