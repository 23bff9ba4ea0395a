"""The pages of the service as templates; every value is escaped when filled in."""

from jinja2 import DictLoader, Environment, StrictUndefined

BASE = """<!doctype html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} – {{ say("api.site") }}</title>
{% for sheet in sheets %}<link rel="stylesheet" href="{{ sheet }}">
{% endfor -%}
{% for link in links %}<link rel="{{ link.rel }}" type="{{ link.type }}"
 href="{{ link.href }}">
{% endfor %}</head>
<body>
<header>
<nav aria-label="{{ say("api.page.where") }}">
{% for name, href in trail %}<a href="{{ href }}">{{ name }}</a> › {% endfor %}
<span>{{ title }}</span>
</nav>
<p class="choices">
{% if json %}<a href="{{ json }}">JSON</a>{% endif %}
{% for other, name, href in others %}
<a href="{{ href }}" hreflang="{{ other }}" lang="{{ other }}">{{ name }}</a>
{% endfor %}</p>
</header>
<main>
<h1>{{ title }}</h1>
{% block main %}{% endblock %}
</main>
<footer>
{% if known %}<p>{{ say("api.page.known", day=known) }}</p>{% endif %}
<p>{{ say("api.page.version") }} <code>{{ version }}</code></p>
</footer>
</body>
</html>
"""

LINKS = """{% extends "base" %}{% block main %}
<p class="lead">{{ text }}</p>
{% for heading, entries in groups %}
<section>
<h2>{{ heading }}</h2>
<ul class="cards">
{% for entry in entries %}
<li>{% if entry.href %}<a href="{{ entry.href }}">{{ entry.title }}</a>
{%- else %}{{ entry.title }}{% endif %}
{% if entry.code %}<code>{{ entry.code }}</code>{% endif %}
{% if entry.text %}<p>{{ entry.text }}</p>{% endif %}</li>
{% endfor %}
</ul>
</section>
{% endfor %}
{% endblock %}"""

COLLECTION = """{% extends "base" %}{% block main %}
<p class="lead">{{ text }}</p>
<p><a class="button" href="{{ items }}">{{ say("api.link.items.html") }}</a></p>
<h2>{{ say("api.collection.facts") }}</h2>
<dl>
{% for name, value in facts %}<dt>{{ name }}</dt><dd>{{ value }}</dd>
{% endfor %}
</dl>
<h2>{{ say("api.collection.columns") }}</h2>
<div class="wide" tabindex="0"><table>
<thead><tr>{% for name in head %}<th scope="col">{{ name }}</th>{% endfor %}</tr>
</thead>
<tbody>
{% for column in columns %}<tr><td>{{ column.title }}</td>
<td><code>{{ column.name }}</code></td><td>{{ column.kind }}</td>
<td>{{ column.unit }}</td><td>{{ column.meaning }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endblock %}"""

CELL = """{% macro cell(value) %}
{%- if value.href %}<a href="{{ value.href }}" rel="noopener noreferrer">
{{- value.text }}</a>{% elif value.text|length > 400 -%}
<div class="much" tabindex="0">{{ value.text }}</div>
{%- else %}{{ value.text }}{% endif %}{% endmacro %}"""

TABLE = (
    """{% extends "base" %}"""
    + CELL
    + """{% block main %}
<p class="lead">{{ text }}</p>
{{ map }}
{% if pages %}<p class="pages">
{% for name, href in pages %}<a class="button" href="{{ href }}">{{ name }}</a>
{% endfor %}</p>{% endif %}
{% if rows %}<div class="wide" tabindex="0"><table>
<thead><tr>{% for column in head %}<th scope="col"
{% if column.meaning %} title="{{ column.meaning }}"{% endif %}>{{ column.title }}
{%- if column.unit %} <small>({{ column.unit }})</small>{% endif %}</th>
{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}<tr>
{% for value in row %}<td
{%- if value.right %} class="number"{% elif value.text|length > 40 %} class="long"
{%- endif %}{% if value.lang %} lang="{{ value.lang }}"{% endif %}>
{{- cell(value) }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table></div>{% else %}<p>{{ say("api.items.none") }}</p>{% endif %}
{% endblock %}"""
)

FEATURE = (
    """{% extends "base" %}"""
    + CELL
    + """{% block main %}
<p class="lead">{{ text }}</p>
{{ map }}
<div class="wide" tabindex="0"><table class="facts"><tbody>
{% for column, value in pairs %}<tr><th scope="row"
{% if column.meaning %} title="{{ column.meaning }}"{% endif %}>{{ column.title }}
{%- if column.unit %} <small>({{ column.unit }})</small>{% endif %}</th>
<td{% if value.lang %} lang="{{ value.lang }}"{% endif %}>{{ cell(value) }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endblock %}"""
)

API = """{% extends "base" %}{% block main %}
<p class="lead">{{ text }}</p>
{% for path in paths %}
<section>
<h2><code>{{ path.path }}</code></h2>
<p>{{ path.summary }}</p>
{% if path.parameters %}<details><summary>{{ say("api.api.parameters") }}</summary>
<dl>{% for parameter in path.parameters %}
<dt><code>{{ parameter.name }}</code></dt><dd>{{ parameter.text }}</dd>
{% endfor %}</dl></details>{% endif %}
</section>
{% endfor %}
{% endblock %}"""

environment = Environment(
    loader=DictLoader(
        {
            "base": BASE,
            "links": LINKS,
            "collection": COLLECTION,
            "table": TABLE,
            "feature": FEATURE,
            "api": API,
        }
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
