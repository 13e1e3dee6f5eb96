import type { Language } from './language.js';

/** Arabic (Modern Standard). Codes are in ASCII digits, which phones recognise and fill in. */
export const ar: Language = {
  tag: 'ar',
  dir: 'rtl',
  pages: {
    validated: {
      title: 'تم التحقق من رقم الهاتف',
      heading: 'تم التحقق من رقم هاتفك',
      advice: 'يمكنك إغلاق هذه الصفحة والمتابعة من حيث توقفت.',
    },
    incorrect: {
      title: 'رمز غير صحيح',
      heading: 'هذا الرمز غير صحيح',
      advice: 'تحقق من أحدث رسالة وصلت إلى هاتفك، ثم حاول مرة أخرى.',
    },
    expired: {
      title: 'انتهت صلاحية الرمز',
      heading: 'لم يعد هذا الرمز صالحًا',
      advice: 'انتهت صلاحيته، أو تكررت المحاولات الخاطئة. ارجع واطلب رمزًا جديدًا.',
    },
    unknown: {
      title: 'عملية التحقق غير موجودة',
      heading: 'لم نعثر على عملية التحقق هذه',
      advice: 'ربما تكون قد انتهت. ارجع واطلب رمزًا جديدًا.',
    },
    invalid: {
      title: 'رابط غير مكتمل',
      heading: 'هذا الرابط لا يعمل',
      advice: 'جزء من الرابط مفقود. افتح الرابط كاملًا، أو أدخل الرمز حيث طلبته.',
    },
    limited: {
      title: 'محاولات كثيرة جدًا',
      heading: 'يرجى الانتظار قليلًا',
      advice: 'كثرت المحاولات خلال وقت قصير. حاول مرة أخرى بعد بضع دقائق.',
    },
    unavailable: {
      title: 'الخدمة غير متاحة مؤقتًا',
      heading: 'حدث خطأ من جانبنا',
      advice: 'تعذّر علينا التحقق من الرمز الآن. حاول مرة أخرى بعد بضع دقائق.',
    },
  },
  messages: {
    verify: (code, brand) => (brand === undefined ? `رمز التحقق: ${code}` : `رمز ${brand} الخاص بك: ${code}`),
    caution: 'لا تشاركه مع أحد.',
    'in-use': (brand) =>
      brand === undefined
        ? 'لديك حساب بهذا الرقم بالفعل. نسيت كلمة المرور؟ أعد تعيينها.'
        : `لديك حساب في ${brand}. أعد تعيين كلمة المرور.`,
    'not-found': (brand) =>
      brand === undefined
        ? 'لا يوجد حساب مرتبط بهذا الرقم. أنشئ حسابًا أولًا.'
        : `لا حساب بهذا الرقم في ${brand}. أنشئ حسابًا.`,
  },
};
