#include "mockserver/template/request_values.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "mockserver/match/base64.h"
#include "mockserver/template/utf16.h"

namespace wireproof::mock::handlebars {
namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

// What is between the slashes; an empty last piece is none.
std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

// Of a stub with a path template that has variables.
class PathObject final : public TemplateObject {
 public:
  PathObject(std::string_view path, Variables variables)
      : path_(path), variables_(std::move(variables)), segments_(Segments(path)) {}

  TemplateValue Member(std::string_view name) const override {
    for (const auto& [variable, value] : variables_) {
      if (variable == name) return TemplateValue::Text(value);
    }
    std::size_t index = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, index);
    if (error != std::errc() || stop != end || index >= segments_.size()) return {};
    return TemplateValue::Borrowed(segments_[index]);
  }

  void Write(TextSink& sink) const override { sink.Append(path_); }

  // WireMock's list begins with what is before the first slash.
  std::optional<std::vector<TemplateValue>> Items() const override {
    std::vector<TemplateValue> items = {TemplateValue::Borrowed("")};
    for (const std::string_view segment : segments_) {
      items.push_back(TemplateValue::Borrowed(segment));
    }
    return items;
  }

  std::optional<TemplateEntries> Entries() const override {
    TemplateEntries entries;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      entries.emplace_back(std::to_string(i), TemplateValue::Borrowed(segments_[i]));
    }
    for (const auto& [name, value] : variables_) {
      entries.emplace_back(name, TemplateValue::Text(value));
    }
    return entries;
  }

 private:
  std::string_view path_;
  Variables variables_;
  std::vector<std::string_view> segments_;
};

class MethodObject final : public TemplateObject {
 public:
  explicit MethodObject(std::string_view method) : method_(method) {}
  TemplateValue Member(std::string_view name) const override {
    if (name == "value" || name == "name") return TemplateValue::Borrowed(method_);
    return {};
  }
  void Write(TextSink& sink) const override { sink.Append(method_); }

 private:
  std::string_view method_;
};

// {a=1, b=2}
void WriteMap(const TemplateEntries& entries, TextSink& sink) {
  TemplateValue::Map(entries).Write(sink);
}

TemplateValue ValuesOf(const std::vector<std::string>& values) {
  std::vector<TemplateValue> items;
  items.reserve(values.size());
  for (const std::string& value : values) items.push_back(TemplateValue::Borrowed(value));
  return TemplateValue::List(std::move(items), true);
}

class ParametersObject final : public TemplateObject {
 public:
  explicit ParametersObject(const Parameters& parameters) : parameters_(parameters) {}

  TemplateValue Member(std::string_view name) const override {
    const auto* values = FindParameter(parameters_, name);
    return values == nullptr ? TemplateValue() : ValuesOf(*values);
  }

  void Write(TextSink& sink) const override { WriteMap(*Entries(), sink); }

  std::optional<TemplateEntries> Entries() const override {
    TemplateEntries entries;
    for (const auto& [name, values] : parameters_) entries.emplace_back(name, ValuesOf(values));
    return entries;
  }

 private:
  const Parameters& parameters_;
};

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ToLower(a) == ToLower(b);
}

class FieldsObject final : public TemplateObject {
 public:
  FieldsObject(std::span<const FieldView> fields, FieldNames names)
      : fields_(fields), names_(names) {}

  TemplateValue Member(std::string_view name) const override {
    std::vector<TemplateValue> values;
    for (const FieldView& field : fields_) {
      if (SameName(field.name, name)) values.push_back(TemplateValue::Borrowed(field.value));
    }
    return values.empty() ? TemplateValue() : TemplateValue::List(std::move(values), true);
  }

  void Write(TextSink& sink) const override { WriteMap(*Entries(), sink); }

  std::optional<TemplateEntries> Entries() const override {
    std::vector<std::pair<std::string, std::string_view>> names;  // in lower case, as sent
    for (const FieldView& field : fields_) names.emplace_back(ToLower(field.name), field.name);
    std::stable_sort(names.begin(), names.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    TemplateEntries entries;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0 && names[i].first == names[i - 1].first) continue;
      const auto& [lower, sent] = names[i];
      entries.emplace_back(names_ == FieldNames::kAsSent ? std::string(sent) : lower, Member(sent));
    }
    return entries;
  }

 private:
  std::span<const FieldView> fields_;
  FieldNames names_;
};

std::string_view FieldOf(const BodyPart& part, std::string_view name) {
  for (const FieldView& field : part.fields) {
    if (SameName(field.name, name)) return field.value;
  }
  return {};
}

class PartObject final : public TemplateObject {
 public:
  explicit PartObject(const BodyPart& part) : part_(part) {}

  TemplateValue Member(std::string_view name) const override {
    if (name == "name") return TemplateValue::Borrowed(part_.name);
    if (name == "headers") return Headers();
    if (name == "body") return TemplateValue::Borrowed(part_.body);
    if (name == "bodyAsBase64") return TemplateValue::Text(EncodeBase64(part_.body));
    if (name == "binary") return TemplateValue::Bool(IsBinary(FieldOf(part_, "Content-Type")));
    return {};
  }

  void Write(TextSink& sink) const override {
    sink.Append("[name='");
    sink.Append(part_.name);
    sink.Append("', headers=");
    Headers().Write(sink);
    sink.Append(", body=");
    sink.Append(part_.body);
    sink.Append("]");
  }

 private:
  TemplateValue Headers() const { return FieldsValue(part_.fields, FieldNames::kLowerCase); }

  const BodyPart& part_;
};

class PartsObject final : public TemplateObject {
 public:
  explicit PartsObject(const std::vector<BodyPart>& parts) : parts_(parts) {}

  TemplateValue Member(std::string_view name) const override {
    for (const BodyPart& part : parts_) {
      if (part.name == name) {
        return TemplateValue::Object(std::make_shared<const PartObject>(part));
      }
    }
    return {};
  }

  void Write(TextSink& sink) const override { WriteMap(*Entries(), sink); }

  std::optional<TemplateEntries> Entries() const override {
    TemplateEntries entries;
    for (const BodyPart& part : parts_) {
      entries.emplace_back(part.name,
                           TemplateValue::Object(std::make_shared<const PartObject>(part)));
    }
    return entries;
  }

 private:
  const std::vector<BodyPart>& parts_;
};

std::string MediaType(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return ToLower(type);
}

}  // namespace

TemplateValue PathValue(std::string_view path, const Variables& variables) {
  if (!variables.empty()) {
    return TemplateValue::Object(std::make_shared<const PathObject>(path, variables));
  }
  std::string decoded = PathText(path, variables);
  std::vector<TemplateValue> items;
  for (const std::string_view segment : Segments(decoded)) {
    if (!segment.empty()) items.push_back(TemplateValue::Text(std::string(segment)));
  }
  return TemplateValue::ListAs(std::move(items), std::move(decoded));
}

std::string PathText(std::string_view path, const Variables& variables) {
  return variables.empty() ? DecodePathSegment(path) : std::string(path);
}

TemplateValue MethodValue(std::string_view method) {
  return TemplateValue::Object(std::make_shared<const MethodObject>(method));
}

TemplateValue ParametersValue(const Parameters& parameters) {
  return TemplateValue::Object(std::make_shared<const ParametersObject>(parameters));
}

TemplateValue FieldsValue(std::span<const FieldView> fields, FieldNames names) {
  return TemplateValue::Object(std::make_shared<const FieldsObject>(fields, names));
}

TemplateValue PartsValue(const std::vector<BodyPart>& parts) {
  return TemplateValue::Object(std::make_shared<const PartsObject>(parts));
}

bool IsMultipart(std::string_view content_type) {
  return MediaType(content_type).starts_with("multipart/");
}

bool IsBinary(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  if (type.empty() || type.starts_with("text/") || type.starts_with("multipart/")) return false;
  for (const std::string_view word :
       {"json", "xml", "html", "csv", "javascript", "yaml", "x-www-form-urlencoded"}) {
    if (type.find(word) != std::string::npos) return false;
  }
  return true;
}

}  // namespace wireproof::mock::handlebars
