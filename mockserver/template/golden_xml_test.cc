// What WireMock 3.13.2 gives: the XML helpers.
#include "mockserver/template/golden_fixture.h"

namespace wireproof::mock {
namespace {

constexpr GoldenRow kXmlRows[] = {
    {Body::kXml, "{{xPath request.body '/a/b/text()'}}", "one"},
    {Body::kXml, "{{xPath request.body '/a/b'}}", "<b>one</b>\n"},
    {Body::kXml, "{{xPath request.body '/a/@x'}}", "1"},
    {Body::kXml, "{{xPath request.body '/a/c'}}", "<c>\n  <d k=\"v\">deep</d>\n</c>\n"},
    {Body::kXml, "{{xPath request.body '/a/zz'}}", ""},
    {Body::kXml, "{{xPath request.body 'count(/a/b)'}}", "2"},
    {Body::kXml, "{{xPath request.body '//d/text()'}}", "deep"},
    {Body::kXml, "{{xPath request.body 'string(/a/c/d/@k)'}}", "v"},
    {Body::kXml, "{{xPath request.body '/a/b[2]/text()'}}", "two"},
    {Body::kXml, "{{xPath request.body 'name(/*)'}}", "a"},
    {Body::kXml, "{{xPath request.body '/a/b[1]=/a/b[2]'}}", "false"},
    {Body::kXml, "{{xPath request.body '/a/e'}}", "<e/>\n"},
    {Body::kXml, "{{#each (xPath request.body '/a/b')}}{{this}}{{text}}{{name}},{{/each}}",
     "<b>one</b>\noneb,<b>two</b>\ntwob,"},
    {Body::kXml, "{{#each (xPath request.body '/a/b/text()')}}{{this}};{{/each}}", "one;two;"},
    {Body::kXml, "{{#with (xPath request.body '/a/c/d')}}{{attributes.k}}{{name}}{{text}}{{/with}}",
     ""},
    {Body::kXml,
     "{{#each (xPath request.body '/a/c/d')}}{{attributes.k}} {{this.name}} {{this.text}}{{/each}}",
     "v d deep"},
    {Body::kXml, "{{lookup (xPath request.body '/a/b') 1}}", "<b>two</b>\n"},
    {Body::kXml, "{{xPath request.body '/a['}}", "[ERROR: /a[ is not a valid XPath expression]"},
    {Body::kXml, "{{xPath request.body}}", "[ERROR: The XPath expression cannot be empty]"},
    {Body::kXml, "{{xPath '<bad' '/a'}}", "[ERROR: <bad is not valid XML]"},
    {Body::kXml, "{{size (xPath request.body '/a/b')}}", "2"},
    {Body::kXml, "{{#with (xPath request.body '/a/b') as |n|}}{{n.[1]}}{{n.1.text}}{{/with}}",
     "<b>two</b>\ntwo"},
    {Body::kXml, "{{#if (xPath request.body '/a/zz')}}t{{else}}f{{/if}}", "f"},
    {Body::kXml, "{{xPath request.body '/a'}}",
     "<a x=\"1\">\n  <b>one</b>\n  <b>two</b>\n  <c>\n    <d k=\"v\">deep</d>\n  </c>\n  "
     "<e/>\n</a>\n"},
    {Body::kJson, "{{xPath nope '/a'}}", "[ERROR: null is not valid XML]"},
    {Body::kSoap, "{{soapXPath request.body '/Get/id/text()'}}", "42"},
    {Body::kSoap, "{{soapXPath request.body '/zz'}}", ""},
    {Body::kSoap, "{{soapXPath request.body '/Get/id'}}", "<m:id>42</m:id>\n"},
    {Body::kSoap, "{{xPath request.body '/Envelope/Body/Get/id/text()'}}", "42"},
    {Body::kSoap,
     "{{xPath request.body \"/*[local-name()='Envelope']/*[local-name()='Body']//text()\"}}", "42"},
    {Body::kSoap, "{{soapXPath '<bad' '/a'}}", "[ERROR: <bad is not valid XML]"},
    {Body::kXml, "{{formatXml '<a><b>1</b><c/></a>'}}", "<a>\n  <b>1</b>\n  <c/>\n</a>\n"},
    {Body::kXml, "{{formatXml '<a> <b>1</b>\n<c x=\"1\"></c></a>' format='compact'}}",
     R"(<a><b>1</b><c x="1"/></a>)"},
    {Body::kXml, "{{#formatXml format='compact'}}<a>\n  <b> t </b>\n</a>{{/formatXml}}",
     "<a><b> t </b></a>"},
    {Body::kXml,
     R"({{#formatXml}}<?xml version="1.0"?><r><!-- c --><x>text</x><y><![CDATA[<z>]]></y></r>{{/formatXml}})",
     "<r>\n  <!-- c -->\n  <x>text</x>\n  <y><![CDATA[<z>]]></y>\n</r>\n"},
    {Body::kXml, "{{formatXml '<bad'}}", "[ERROR: Input is not valid XML]"},
    {Body::kXml, "{{formatXml ''}}",
     "[ERROR: formatXml should take a block of XML to format or a single parameter of type "
     "String]"},
    {Body::kXml, "{{formatXml '<a/>' format='foo'}}",
     "[ERROR: formatXml: format [foo] should be one of [pretty, compact]]"},
    {Body::kXml, "{{formatXml request.body format='pretty'}}",
     "<a x=\"1\">\n  <b>one</b>\n  <b>two</b>\n  <c>\n    <d k=\"v\">deep</d>\n  </c>\n  "
     "<e/>\n</a>\n"},
};

TEST(Golden, XmlAsInWireMock) {
  for (const GoldenRow& row : kXmlRows) CheckRow(row);
}

}  // namespace
}  // namespace wireproof::mock
