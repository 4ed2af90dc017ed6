#include "mockserver/match/xml_document.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace wireproof::mock {
namespace {

std::string Joined(const std::expected<std::vector<std::string>, std::string>& texts) {
  if (!texts) return "! " + texts.error();
  std::string all;
  for (const std::string& text : *texts) all += "{" + text + "}";
  return all;
}

// As WireMock 3.13.2 shows them.
TEST(XmlDocument, EvaluatesXPathAsWireMockDoes) {
  constexpr struct {
    std::string_view text, expression, found;
  } kRows[] = {
      {"<a><b>1</b></a>", "//b", "{<b>1</b>\n}"},
      {"<a><b x='1'><c/><d>t</d></b></a>", "//b", "{<b x=\"1\">\n  <c/>\n  <d>t</d>\n</b>\n}"},
      {"<a><b>1</b></a>", "/", "{<a>\n  <b>1</b>\n</a>\n}"},
      {"<a>t<b/>u</a>", "/a", "{<a>\n  t\n  <b/>\n  u\n</a>\n}"},
      {"<p:a xmlns:p='urn:x'><p:b/></p:a>", "//b", ""},
      {"<a xmlns='urn:x'><b/></a>", "//b", "{<b/>\n}"},
      {"<a><b>&lt;&amp;&gt;\"'</b></a>", "//b", "{<b>&lt;&amp;&gt;\"'</b>\n}"},
      {"<a><b>&lt;&amp;&gt;</b></a>", "//b/text()", "{<&>}"},
      {"<a><b x='&lt;&amp;&gt;&quot;&#10;'/></a>", "//b",
       "{<b x=\"&lt;&amp;&gt;&quot;&#10;\"/>\n}"},
      {"<a><b>1</b><b>2</b></a>", "//b/text()", "{1}{2}"},
      {"<a><b>1</b><b>2</b></a>", "count(//b)", "{2}"},
      {"<a/>", "1 div 0", "{\u221e}"},
      {"<a/>", "0 div 0", "{NaN}"},
      {"<a/>", "1.5", "{1.5}"},
      {"<a/>", "-3", "{-3}"},
      {"<a/>", "true()", "{true}"},
      {"<a/>", "'x'", "{x}"},
      {"<a/>", "100000000", "{100,000,000}"},
      {"<a/>", "0.0001", "{0}"},
      {"<a>\n  <b>\n <c/>\n</b>\n</a>", "//b", "{<b>\n   \n  <c/>\n  \n</b>\n}"},
      {"<a><b><!-- c --><c/></b></a>", "//b", "{<b>\n  <!-- c -->\n  <c/>\n</b>\n}"},
      {"<a><b><![CDATA[x<y]]></b></a>", "//b", "{<b><![CDATA[x<y]]></b>\n}"},
      {"<a><!-- hi --></a>", "//comment()", "{[#comment:  hi ]}"},
      {"<a><?x y?></a>", "//processing-instruction()", "{[x: y]}"},
      {"<a b='c'/>", "//@b", "{c}"},
      {"<a><b>x&#13;y</b></a>", "//b", "{<b>x&#13;y</b>\n}"},
      {"<a>1</a>", "//zzz", ""},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Joined(EvaluateXPath(row.text, row.expression)), row.found)
        << row.text << " " << row.expression;
  }
}

TEST(XmlDocument, LooksNamesUpInNamespaces) {
  const XmlNamespaces names = {{"p", "urn:x"}, {"q", "urn:x"}, {"r", "urn:r"}};
  const std::string_view text = "<a xmlns='urn:x' xmlns:z='urn:r'><b z:k='1'>t</b></a>";
  EXPECT_EQ(Joined(EvaluateXPath(text, "//p:b/text()", names)), "{t}");
  EXPECT_EQ(Joined(EvaluateXPath(text, "//q:b/@r:k", names)), "{1}");
  EXPECT_EQ(Joined(EvaluateXPath(text, "//b", names)), "");
  EXPECT_EQ(Joined(EvaluateXPath(text, "namespace-uri(//p:b)", names)), "{urn:x}");
  EXPECT_EQ(Joined(EvaluateXPath(text, "//p:b", names)),
            "{<b xmlns=\"urn:x\" xmlns:z=\"urn:r\" z:k=\"1\">t</b>\n}");
  EXPECT_EQ(Joined(EvaluateXPath(text, "string('s:t')", names)), "{s:t}");
}

TEST(XmlDocument, RefusesWhatCostsTooMuch) {
  std::string wide = "<a>";
  for (int i = 0; i < 20'000; ++i) wide += "<b>x</b>";
  wide += "</a>";
  EXPECT_EQ(EvaluateXPath(wide, "//b")->size(), 20'000u);
  for (const auto* expression :
       {"//*[//*[//*[1=2]]]", "//b/preceding::*/following::*", "//b[contains(string(/), 'y')]"}) {
    const auto found = EvaluateXPath(wide, expression);
    ASSERT_FALSE(found) << expression;
    EXPECT_TRUE(found.error().starts_with("the expression would")) << found.error();
  }
  EXPECT_FALSE(EvaluateXPath("<a/>", std::string(5000, '(')));
  EXPECT_FALSE(EvaluateXPath("<a/>", std::string(60, '(') + "1" + std::string(60, ')')));
  EXPECT_FALSE(EvaluateXPath("<a/>", std::string(4000, '-') + "1"));
  EXPECT_FALSE(EvaluateXPath("<a/>", "//b["));
  EXPECT_FALSE(EvaluateXPath("junk", "//b"));
}

// As WireMock's formatXml helper.
TEST(XmlDocument, FormatsAsWireMockDoes) {
  constexpr struct {
    std::string_view text, pretty, compact;
  } kRows[] = {
      {"<a>\n\n<b>  </b></a>", "<a>\n  <b/>\n</a>\n", "<a><b/></a>"},
      {"<?xml version='1.0'?><a x='1'><b/>t</a>", "<a x=\"1\">\n  <b/>\n  t\n</a>\n",
       "<a x=\"1\"><b/>t</a>"},
      {"<a><![CDATA[x]]>y</a>", "<a><![CDATA[x]]>y</a>\n", "<a><![CDATA[x]]>y</a>"},
      {"<a>t <b/> u</a>", "<a>\n  t \n  <b/>\n   u\n</a>\n", "<a>t <b/> u</a>"},
      {"<!DOCTYPE a><a/>", "<a/>\n", "<a/>"},
      {"<a xmlns='u' xmlns:p='v' p:x='1'/>", "<a xmlns=\"u\" xmlns:p=\"v\" p:x=\"1\"/>\n",
       "<a xmlns=\"u\" xmlns:p=\"v\" p:x=\"1\"/>"},
      {"<?pi x?><a/><!-- e -->", "<?pi x?><a/><!-- e -->\n", "<?pi x?><a/><!-- e -->"},
      {"<a>\n t\n<b>  x  </b></a>", "<a>\n   t\n\n  <b>  x  </b>\n</a>\n",
       "<a>\n t\n<b>  x  </b></a>"},
      {"<a y='1' x='&#9;'>&#9;&#13;</a>", "<a x=\"&#9;\" y=\"1\"/>\n", "<a x=\"&#9;\" y=\"1\"/>"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(FormatXml(row.text, XmlLayout::kPretty), row.pretty) << row.text;
    EXPECT_EQ(FormatXml(row.text, XmlLayout::kCompact), row.compact) << row.text;
  }
  EXPECT_FALSE(FormatXml("junk", XmlLayout::kPretty));
}

}  // namespace
}  // namespace wireproof::mock
