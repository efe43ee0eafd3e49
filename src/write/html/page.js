(() => {
  const inspector = document.getElementById('inspector');
  const shown = document.getElementById('shown');
  const hint = shown.innerHTML;
  const marks = [...document.querySelectorAll('mark')];
  const cards = new Map();
  for (const card of document.querySelectorAll('[data-card]')) cards.set(card.dataset.card, card);
  let pinned = null;

  const isOn = mark => document.getElementById('t' + mark.className.match(/\bk(\d+)/)[1]).checked;
  const markAt = node => {
    let mark = node.closest && node.closest('mark');
    while (mark && !isOn(mark)) mark = mark.parentElement.closest('mark');
    return mark;
  };

  // What lies around a highlight, as links from the outside in.
  const around = mark => {
    const outer = [];
    for (let up = mark && mark.parentElement.closest('mark'); up; up = up.parentElement.closest('mark')) {
      if (isOn(up)) outer.unshift(up);
    }
    if (!outer.length) return null;
    const line = document.createElement('p');
    line.className = 'around';
    line.append(inspector.dataset.around);
    for (const up of outer) {
      const link = document.createElement('a');
      link.href = '#' + up.dataset.r;
      link.className = up.className.match(/\bk\d+/)[0];
      link.textContent = document.getElementById('l' + link.className.slice(1)).textContent;
      line.append(' ', link);
    }
    return line;
  };

  const show = (id, mark) => {
    for (const other of marks) other.classList.toggle('on', other.dataset.r === id);
    const card = id && cards.get(id);
    inspector.classList.toggle('filled', Boolean(card));
    if (!card) { shown.innerHTML = hint; return; }
    const copy = card.cloneNode(true);
    delete copy.dataset.card;
    const line = around(mark);
    shown.replaceChildren(...(line ? [line, copy] : [copy]));
    inspector.scrollTop = 0;
  };
  const pin = (id, mark) => { pinned = id ? { id, mark } : null; show(id, mark); };
  const back = () => pinned ? show(pinned.id, pinned.mark) : show(null);
  const jump = (id, behavior) => {
    const mark = document.getElementById(id);
    if (!mark) return;
    pin(id, mark);
    mark.scrollIntoView({ block: 'center', behavior });
  };

  const article = document.querySelector('main article');
  article.addEventListener('pointerover', event => {
    if (event.pointerType !== 'mouse') return;
    const mark = markAt(event.target);
    mark ? show(mark.dataset.r, mark) : back();
  });
  article.addEventListener('pointerleave', back);
  article.addEventListener('focusin', event => {
    const mark = markAt(event.target);
    if (mark && mark.matches(':focus-visible')) pin(mark.dataset.r, mark);
  });
  article.addEventListener('click', event => {
    const mark = markAt(event.target);
    if (String(getSelection())) return;
    if (!mark || (pinned && pinned.mark === mark)) return pin(null);
    pin(mark.dataset.r, mark);
    mark.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') return pin(null);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !document.activeElement.matches('mark')) return;
    const stops = marks.filter(mark => mark.tabIndex === 0);
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    jump(decodeURIComponent(link.hash.slice(1)), 'smooth');
  });
  document.getElementById('close').addEventListener('click', () => pin(null));
  document.getElementById('legend').addEventListener('change', () => {
    for (const mark of marks) if (mark.hasAttribute('tabindex')) mark.tabIndex = isOn(mark) ? 0 : -1;
    back();
  });
  if (location.hash) jump(decodeURIComponent(location.hash.slice(1)), 'instant');
})();
