"""What a shop in Python does with Debian's python3-stripe (5.0.0), unmodified: only its address is local Stripe's.

It runs every step, also after one that failed, and prints one line for each: `ok NAME` or `failed NAME: WHY`.
"""

import datetime
import http.server
import json
import queue
import sys
import threading
import time
import traceback

import requests
import stripe

stripe.api_base = sys.argv[1]
stripe.api_key = "sk_test_python"
stripe.max_network_retries = 2

STEPS = []
failed = 0
deliveries = queue.Queue()
CARD = {
    "email": "ada@example.com",
    "number": "4242 4242 4242 4242",
    "expiry": "12 / 34",
    "cvc": "123",
    "name": "Ada Lovelace",
}


def step(function):
    STEPS.append(function)
    return function


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        deliveries.put((body, self.headers["Stripe-Signature"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class World:
    """What one step leaves to the next."""


w = World()


@step
def customers_are_created_changed_saved_and_deleted():
    w.customer = stripe.Customer.create(
        email="ada@example.com",
        name="Ada",
        description="From Python",
        phone="+49 30 1234",
        metadata={"user_id": "u_1", "vip": True},
        address={"line1": "1 Main Street", "city": "Berlin", "postal_code": "10115", "country": "DE"},
        preferred_locales=["de", "en"],
    )
    assert w.customer.metadata.vip == "True"
    assert w.customer.address.city == "Berlin"
    changed = stripe.Customer.modify(w.customer.id, name="Ada Lovelace", metadata={"vip": ""})
    assert changed.name == "Ada Lovelace" and "vip" not in changed.metadata
    w.customer.refresh()
    w.customer.description = "Saved"
    w.customer.metadata["seen"] = "yes"
    w.customer.save()
    again = stripe.Customer.retrieve(w.customer.id, expand=["invoice_settings.default_payment_method"])
    assert (again.description, again.metadata.seen) == ("Saved", "yes")
    other = stripe.Customer.create(email="gone@example.com")
    assert other.delete().deleted is True
    assert stripe.Customer.retrieve(other.id).deleted is True


@step
def catalog():
    w.product = stripe.Product.create(name="Pro", active=True, metadata={"tier": 2}, unit_label="seat")
    w.price = stripe.Price.create(
        product=w.product.id,
        currency="usd",
        unit_amount=2900,
        recurring={"interval": "month", "interval_count": 1, "usage_type": "licensed"},
        lookup_key="pro_month",
        transfer_lookup_key=True,
        nickname="Monthly",
        expand=["product"],
    )
    assert w.price.product.name == "Pro"
    w.yearly = stripe.Price.create(
        currency="usd", unit_amount=29000, recurring={"interval": "year"}, product=w.product.id, active=True
    )
    stripe.Product.modify(w.product.id, default_price=w.price.id, description="For teams")
    assert [p.id for p in stripe.Price.list(lookup_keys=["pro_month"], active=True)] == [w.price.id]
    assert [p.id for p in stripe.Product.list(ids=[w.product.id], active=True)] == [w.product.id]
    archived = stripe.Price.create(currency="usd", unit_amount=1, product=w.product.id)
    assert stripe.Price.modify(archived.id, active=False).active is False
    assert archived.id in [p.id for p in stripe.Price.list(active=False)]
    w.coupon = stripe.Coupon.create(percent_off=25, duration="repeating", duration_in_months=3)
    w.code = stripe.PromotionCode.create(
        promotion={"type": "coupon", "coupon": w.coupon.id}, code="PYTHON25", active=True
    )
    assert stripe.PromotionCode.list(code="PYTHON25", active=True).data[0].id == w.code.id


@step
def lists_page_by_themselves():
    made = {stripe.Customer.create(email="page@example.com").id for _ in range(7)}
    seen = [c.id for c in stripe.Customer.list(email="page@example.com", limit=3).auto_paging_iter()]
    assert len(seen) == 7 and set(seen) == made
    first = stripe.Customer.list(email="page@example.com", limit=3)
    assert first.has_more and len(first.next_page()) == 3
    second = first.next_page()
    before = stripe.Customer.list(email="page@example.com", limit=3, ending_before=second.data[0].id)
    assert [c.id for c in before] == [c.id for c in first]
    assert len(list(before.auto_paging_iter())) == 3
    since = datetime.datetime.now() - datetime.timedelta(days=1)
    assert len(stripe.Customer.list(created={"gte": since}, limit=100)) >= 8


@step
def searches():
    found = stripe.Customer.search(query="email:'ada@example.com' AND metadata['user_id']:'u_1'", limit=5)
    assert [c.id for c in found] == [w.customer.id]
    all_pages = stripe.Customer.search(query="email:'page@example.com'", limit=2)
    assert len(list(all_pages.auto_paging_iter())) == 7
    assert stripe.Price.search(query="active:'true' AND lookup_key:'pro_month'").data[0].id == w.price.id
    assert stripe.Product.search(query="name~'Pro' OR metadata['tier']:'9'").data[0].id == w.product.id


@step
def a_webhook_endpoint():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    w.endpoint = stripe.WebhookEndpoint.create(
        url="http://127.0.0.1:%d/hook" % server.server_port,
        enabled_events=["checkout.session.completed", "customer.subscription.updated", "invoice.paid"],
        description="Python",
    )
    assert w.endpoint.secret.startswith("whsec_")


def delivered(kind, wanted=lambda _: True):
    """The next event of a kind, verified as the library verifies it."""
    until = time.monotonic() + 30
    while True:
        body, signature = deliveries.get(timeout=max(0.1, until - time.monotonic()))
        event = stripe.Webhook.construct_event(body, signature, w.endpoint.secret)
        if event.type == kind and wanted(event.data.object):
            w.delivery = (body, signature)
            return event


@step
def checkout_is_paid_and_told_by_webhook():
    session = stripe.checkout.Session.create(
        customer=w.customer.id,
        mode="subscription",
        line_items=[{"price": w.price.id, "quantity": 2}],
        allow_promotion_codes=True,
        client_reference_id="u_1",
        metadata={"cart": 7},
        subscription_data={"metadata": {"user_id": "u_1"}, "trial_period_days": 14},
        success_url="http://127.0.0.1:1/paid?session={CHECKOUT_SESSION_ID}",
        cancel_url="http://127.0.0.1:1/pricing",
    )
    assert session.status == "open" and session.url
    paid = requests.post(session.url, data=CARD, allow_redirects=False)
    assert paid.status_code == 303 and session.id in paid.headers["Location"], paid.text
    event = delivered("checkout.session.completed")
    assert event.data.object.id == session.id and event.data.object.metadata.cart == "7"
    done = stripe.checkout.Session.retrieve(session.id, expand=["subscription", "line_items"])
    assert done.status == "complete" and done.subscription.status == "trialing"
    assert done.line_items.data[0].quantity == 2
    w.subscription = done.subscription
    assert stripe.checkout.Session.list_line_items(session.id, limit=5).data[0].price.id == w.price.id
    other = stripe.checkout.Session.create(
        mode="subscription", line_items=[{"price": w.price.id, "quantity": 1}], success_url="http://127.0.0.1:1/"
    )
    assert stripe.checkout.Session.expire(other.id).status == "expired"


@step
def a_signature_is_verified():
    body, signature = w.delivery
    for wrong in (
        lambda: stripe.Webhook.construct_event(body + b" ", signature, w.endpoint.secret),
        lambda: stripe.Webhook.construct_event(body, signature, "whsec_other"),
        lambda: stripe.Webhook.construct_event(body, signature.replace("t=", "t=1"), w.endpoint.secret),
    ):
        try:
            wrong()
        except stripe.error.SignatureVerificationError:
            continue
        raise AssertionError("was taken")


@step
def subscriptions_change_pause_and_end():
    item = w.subscription["items"].data[0]
    stripe.Subscription.modify(
        w.subscription.id,
        items=[{"id": item.id, "price": w.yearly.id, "quantity": 1}],
        trial_end="now",
        proration_behavior="always_invoice",
        metadata={"plan": "yearly"},
    )
    changed = delivered("customer.subscription.updated", lambda s: s["items"].data[0].price.id == w.yearly.id)
    assert changed.data.object.id == w.subscription.id
    later = stripe.Subscription.modify(w.subscription.id, cancel_at_period_end=True)
    assert later.cancel_at_period_end is True and later.cancel_at
    kept = stripe.Subscription.modify(w.subscription.id, cancel_at_period_end=False)
    assert kept.cancel_at is None
    assert stripe.Subscription.list(customer=w.customer.id, status="all", price=w.yearly.id).data
    active = stripe.Subscription.search(query="status:'active' AND metadata['plan']:'yearly'")
    assert active.data[0].id == w.subscription.id
    added = stripe.SubscriptionItem.create(subscription=w.subscription.id, price=other_product_price(), quantity=1)
    assert len(stripe.SubscriptionItem.list(subscription=w.subscription.id)) == 2
    assert stripe.SubscriptionItem.delete(added.id, clear_usage=False).deleted is True
    direct = stripe.Subscription.create(
        customer=w.customer.id,
        items=[{"price": w.price.id}],
        payment_behavior="default_incomplete",
        payment_settings={"save_default_payment_method": "on_subscription"},
        expand=["latest_invoice", "pending_setup_intent"],
        off_session=False,
    )
    assert direct.status == "incomplete" and direct.latest_invoice.status == "open"
    assert stripe.Subscription.delete(direct.id, invoice_now=False, prorate=False).status in (
        "canceled",
        "incomplete_expired",
    )


def other_product_price():
    return stripe.Price.create(
        currency="usd", unit_amount=500, recurring={"interval": "year"}, product_data={"name": "Add-on"}
    ).id


@step
def invoices_are_listed_read_and_made():
    invoices = stripe.Invoice.list(customer=w.customer.id, subscription=w.subscription.id)
    paid = [i for i in invoices.auto_paging_iter() if i.status == "paid" and i.total > 0]
    assert paid and paid[0].hosted_invoice_url and paid[0].invoice_pdf
    assert requests.get(paid[0].hosted_invoice_url).status_code == 200
    assert paid[0].lines.data[0].amount
    assert [line.id for line in paid[0].lines.auto_paging_iter()]
    stripe.InvoiceItem.create(customer=w.customer.id, amount=700, currency="usd", description="By hand")
    draft = stripe.Invoice.create(
        customer=w.customer.id,
        auto_advance=False,
        collection_method="send_invoice",
        days_until_due=14,
        pending_invoice_items_behavior="include",
    )
    sent = stripe.Invoice.finalize_invoice(draft.id, auto_advance=False)
    assert (sent.status, sent.amount_due) == ("open", 700)
    assert stripe.Invoice.pay(sent.id, paid_out_of_band=True).status == "paid"
    card = stripe.PaymentMethod.attach("pm_card_visa", customer=w.customer.id)
    stripe.Customer.modify(w.customer.id, invoice_settings={"default_payment_method": card.id})
    stripe.InvoiceItem.create(customer=w.customer.id, amount=300, currency="usd")
    charged = stripe.Invoice.create(customer=w.customer.id, pending_invoice_items_behavior="include")
    assert charged.finalize_invoice().pay().status == "paid"
    stripe.InvoiceItem.create(customer=w.customer.id, amount=200, currency="usd")
    voided = stripe.Invoice.create(customer=w.customer.id, pending_invoice_items_behavior="include").finalize_invoice()
    assert voided.void_invoice().status == "void"


@step
def money_comes_in_and_goes_back():
    intent = stripe.PaymentIntent.create(
        amount=1500,
        currency="usd",
        customer=w.customer.id,
        payment_method="pm_card_visa",
        confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    )
    assert intent.status == "succeeded"
    refund = stripe.Refund.create(payment_intent=intent.id, amount=500, reason="requested_by_customer")
    assert refund.status == "succeeded"
    charge = stripe.Charge.retrieve(intent.latest_charge, expand=["refunds"])
    assert charge.amount_refunded == 500 and charge.refunds.data[0].id == refund.id
    assert stripe.Charge.list(customer=w.customer.id, limit=1).data
    setup = stripe.SetupIntent.create(
        customer=w.customer.id,
        payment_method="pm_card_mastercard",
        confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
    )
    assert setup.status == "succeeded"
    cards = stripe.PaymentMethod.list(customer=w.customer.id, type="card")
    assert len(cards) >= 2
    assert len(stripe.Customer.list_payment_methods(w.customer.id, type="card")) == len(cards)
    stripe.Customer.modify(w.customer.id, invoice_settings={"default_payment_method": cards.data[0].id})
    assert stripe.PaymentMethod.detach(cards.data[-1].id).customer is None
    credit = stripe.Customer.create_balance_transaction(w.customer.id, amount=-900, currency="usd")
    assert credit.ending_balance == -900


@step
def the_portal_opens():
    stripe.billing_portal.Configuration.create(
        features={
            "invoice_history": {"enabled": True},
            "payment_method_update": {"enabled": True},
            "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
        },
        business_profile={"headline": "Python"},
    )
    session = stripe.billing_portal.Session.create(customer=w.customer.id, return_url="http://127.0.0.1:1/account")
    assert "Ada Lovelace" in requests.get(session.url).text


@step
def refusals_are_the_librarys_errors():
    for kind, call in (
        (stripe.error.InvalidRequestError, lambda: stripe.Customer.retrieve("cus_none")),
        (stripe.error.InvalidRequestError, lambda: stripe.Customer.create(nonsense=True)),
        (stripe.error.CardError, lambda: stripe.PaymentMethod.attach("pm_card_chargeDeclined", customer=w.customer.id)),
        (stripe.error.AuthenticationError, lambda: stripe.Customer.list(api_key="sk_live_none")),
        (stripe.error.IdempotencyError, lambda: [
            stripe.Customer.create(name=name, idempotency_key="one key") for name in ("first", "second")
        ]),
    ):
        try:
            call()
        except kind as error:
            assert error.http_status in (400, 401, 402, 404) and error.request_id
            continue
        raise AssertionError("%s was not raised" % kind.__name__)


@step
def an_older_version_is_named():
    old = stripe.Customer.retrieve(w.customer.id, stripe_version="2022-11-15")
    assert old.id == w.customer.id
    stripe.Account.retrieve()
    assert stripe.Event.list(type="customer.created", limit=1).data[0].data.object.object == "customer"
    assert len(stripe.Event.list(types=["customer.created", "price.created"], limit=3)) == 3


@step
def time_passes_on_a_test_clock():
    clock = stripe.test_helpers.TestClock.create(frozen_time=datetime.datetime(2027, 1, 1), name="Python")
    customer = stripe.Customer.create(
        test_clock=clock.id, payment_method="pm_card_visa", invoice_settings={"default_payment_method": "pm_card_visa"}
    )
    subscription = stripe.Subscription.create(customer=customer.id, items=[{"price": w.price.id}])
    assert subscription.status == "active"
    stripe.test_helpers.TestClock.advance(clock.id, frozen_time=datetime.datetime(2027, 2, 2))
    until = time.monotonic() + 30
    while stripe.test_helpers.TestClock.retrieve(clock.id).status != "ready":
        assert time.monotonic() < until
        time.sleep(0.05)
    assert [i.amount_paid for i in stripe.Invoice.list(subscription=subscription.id)] == [2900, 2900]
    assert clock.delete().deleted is True


for function in STEPS:
    name = function.__name__.replace("_", " ")
    try:
        function()
        print("ok %s" % name)
    except Exception as error:
        failed += 1
        where = traceback.extract_tb(error.__traceback__)
        line = [frame for frame in where if frame.filename == __file__][-1]
        print("failed %s: %s: %s (line %d: %s)" % (name, type(error).__name__, error, line.lineno, line.line))
print("%d steps, %d failed" % (len(STEPS), failed))
