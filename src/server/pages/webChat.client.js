/* Starts the unmodified Web Chat against this server's Direct Line. */
(async () => {
  const place = document.getElementById('webchat');
  if (!window.WebChat) {
    place.textContent = place.dataset.missing;
    return;
  }
  const domain = `${location.origin}/v3/directline`;
  const answer = await fetch(`${domain}/tokens/generate?shop=${place.dataset.shop}`, { method: 'POST' });
  const { token } = await answer.json();
  window.WebChat.renderWebChat(
    { directLine: window.WebChat.createDirectLine({ domain, token }), locale: 'ar-SA' },
    place,
  );
})();
