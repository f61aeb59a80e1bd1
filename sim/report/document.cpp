#include "sim/report/document.h"

namespace trapline {
namespace {

std::string text_of(const remark& r) {
  const std::string indent(r.indent, ' ');
  return r.width == 0 ? indent + r.words + "\n" : wrapped(r.words, r.width, indent);
}

}  // namespace

std::string text_of(const document& all) {
  std::string text;
  for (const document_part& part : all) {
    if (!text.empty()) text += "\n";
    if (!part.title.empty()) text += part.title + "\n";
    if (part.table && !part.table->empty()) text += part.table->text();
    for (const remark& r : part.remarks) text += text_of(r);
  }
  return text;
}

}  // namespace trapline
