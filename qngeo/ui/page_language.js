/* Tells the browser the language of the page, and says Streamlit's own words in it.
   `WORDS` stands before this file: by language, Streamlit's English and what it means;
   "{}" stands for a number or name in between. Called by Streamlit at each draw. */

const READ = ["aria-label", "title", "placeholder", "aria-valuetext", "aria-roledescription"];
const LONGEST = 120;

/* Figures, quotes and commands are not Streamlit's words. */
const OTHERS = [
  "canvas", "code", "textarea", "iframe", "body [lang]", "[data-testid='stHtml']",
  "[data-testid='stMain'] [data-testid='stMarkdownContainer']",
].join();

const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");

class Words {
  constructor() {
    this.lang = "en";
    this.exact = new Map();
    this.patterns = [];
    this.observer = new MutationObserver((found) => this.follow(found));
  }

  /* What was said in another language is turned back first. */
  speak(lang) {
    if (lang === this.lang) return;
    this.observer.disconnect();
    this.learn(WORDS[this.lang] ?? {}, true);
    this.under(document.body);
    this.lang = lang;
    this.learn(WORDS[lang] ?? {}, false);
    if (!WORDS[lang]) return;
    this.under(document.body);
    this.observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: READ,
    });
  }

  learn(words, back) {
    this.exact.clear();
    this.patterns = [];
    for (const pair of Object.entries(words)) {
      const [from, to] = back ? pair.toReversed() : pair;
      if (from.includes("{}")) this.patterns.push([new RegExp(`^${from.split("{}").map(escaped).join("(.+)")}$`), to]);
      else this.exact.set(from, to);
    }
  }

  said(text) {
    const bare = text.trim();
    if (!bare || bare.length > LONGEST) return text;
    const word = this.exact.get(bare);
    if (word) return text.replace(bare, () => word);
    for (const [pattern, to] of this.patterns) {
      const found = pattern.exec(bare);
      if (found) return to.replace("{}", () => this.said(found[1]));
    }
    return text;
  }

  text(node) {
    const now = this.said(node.data);
    if (now !== node.data) node.data = now;
  }

  attributes(node) {
    for (const name of READ) {
      const text = node.getAttribute(name);
      const now = text && this.said(text);
      if (now && now !== text) node.setAttribute(name, now);
    }
  }

  under(root) {
    const all = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
    const accept = (node) => (node.nodeType === 1 && node !== root && node.matches(OTHERS)
      ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const walker = document.createTreeWalker(root, all, accept);
    do {
      const node = walker.currentNode;
      if (node.nodeType === 3) this.text(node);
      else if (node.nodeType === 1) this.attributes(node);
    } while (walker.nextNode());
  }

  follow(found) {
    for (const { type, target, addedNodes } of found) {
      if ((target.nodeType === 1 ? target : target.parentElement)?.closest(OTHERS)) continue;
      if (type === "characterData") this.text(target);
      else if (type === "attributes") this.attributes(target);
      else for (const node of addedNodes) if (node.nodeType === 3) this.text(node); else if (node.nodeType === 1 && !node.matches(OTHERS)) this.under(node);
    }
  }
}

export default ({ data }) => {
  document.documentElement.lang = data.lang;
  window.qngeoWords ??= new Words();
  window.qngeoWords.speak(data.lang);
};
